import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ApplicationState, MatchEndReason } from "@mentorship/client/v1";
import { type Cast, publishBytes, startWorld, type World } from "@mentorship/dev-env/testing";
import { refused } from "../refusals.ts";
import { ago, openScene, type Scene } from "./scene.ts";

let world: World;
let scene: Scene;
let cast: Cast;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

async function setTheScene(zone?: string): Promise<void> {
  scene = await openScene(world, zone);
  ({ cast } = scene);
}

describe("a mentee's application", () => {
  test("is matched while a match is live, to staff at once and to the mentee once the mentor accepted", async () => {
    await setTheScene();
    const { programme: mine } = await cast.as("mentee", "cy");
    const own = async () => (await mine.listApplications({})).applications[0]?.state;
    const matchId = randomUUID();
    await scene.tellMatch("proposed", matchId, 1);
    await world.settle(async () => (await scene.stateOf("cy")) === ApplicationState.MATCHED);
    expect(await own()).toBe(ApplicationState.APPLIED);
    expect((await mine.listApplications({ states: [ApplicationState.MATCHED] })).applications).toEqual([]);
    await scene.tellMatch("accepted_by_mentor", matchId, 2, { acceptedByMentorAt: ago(0) });
    await world.settle(async () => (await own()) === ApplicationState.MATCHED);
    await scene.tellMatch("declined", matchId, 3, {
      acceptedByMentorAt: ago(0),
      endedAt: ago(0),
      endReason: MatchEndReason.DECLINED_BY_MENTEE,
    });
    await world.settle(async () => (await own()) === ApplicationState.APPLIED);
    expect(await scene.stateOf("cy")).toBe(ApplicationState.APPLIED);
  });

  test("follows the newest event, whatever the order, and once however often it comes", async () => {
    await setTheScene();
    const matchId = randomUUID();
    const eventId = randomUUID();
    const ended = { endedAt: ago(0), endReason: MatchEndReason.TERMINATED_BY_STAFF };
    await scene.tellMatch("terminated", matchId, 3, ended, { eventId });
    await scene.tellMatch("proposed", matchId, 1);
    await scene.tellMatch("accepted_by_mentor", matchId, 2, { acceptedByMentorAt: ago(0) });
    await scene.tellMatch("terminated", matchId, 3, ended, { eventId });
    await scene.figures(({ matches }) => matches?.terminated === 1n);
    await scene.applied();
    const rows = await world.sql("select state, version from programme.match_row where id = $1", [matchId]);
    expect(rows).toEqual([{ state: "TERMINATED", version: "3" }]);
    expect(await scene.stateOf("cy")).toBe(ApplicationState.APPLIED);
    const inbox = await world.sql("select state from programme.inbox where event_id = $1", [eventId]);
    expect(inbox).toEqual([{ state: "done" }]);
  });

  test("is untouched by bytes that are no event, which are put aside", async () => {
    await setTheScene();
    await publishBytes(world.natsUrl, "mentorship.match.proposed", new TextEncoder().encode("not a message"));
    const matchId = randomUUID();
    await scene.tellMatch("proposed", matchId, 1);
    await world.settle(async () => (await scene.stateOf("cy")) === ApplicationState.MATCHED);
    const buried = await world.settle(async () => {
      const rows = await world.sql("select subject from programme.dead_letter");
      return rows.length > 0 ? rows : null;
    });
    expect(buried).toEqual([{ subject: "mentorship.match.proposed" }]);
  });
});

describe("a mentor", () => {
  test("reads the full record of an assigned learner, without e-mail, and that is noted; of nobody else", async () => {
    await setTheScene();
    const { programme } = await cast.as("mentor", "ada");
    const matchId = randomUUID();
    await scene.tellMatch("accepted_by_mentor", matchId, 2, { acceptedByMentorAt: ago(0) });
    await scene.figures(({ matches }) => matches?.acceptedByMentor === 1n);
    expect(await refused(programme.getPerson({ personId: "cy" }))).toMatchObject({ reason: "NOT_FOUND" });
    await scene.tellMatch("accepted", matchId, 3, { acceptedByMentorAt: ago(0), acceptedAt: ago(0) });
    const { person } = await world.settle(() => programme.getPerson({ personId: "cy" }));
    expect(person).toMatchObject({ displayName: "Name of cy", email: "", department: "CS" });
    expect(await refused(programme.getPerson({ personId: "dee" }))).toMatchObject({ reason: "NOT_FOUND" });
    const other = await cast.as("mentor", "bob");
    expect(await refused(other.programme.getPerson({ personId: "cy" }))).toMatchObject({ reason: "NOT_FOUND" });
    await world.settle(async () => {
      const reads = await world.sql(
        "select from programme.audit_entry where tenant_id = $1 and chain = 'reads' and actor_id = 'ada'",
        [cast.tenantId],
      );
      return reads.length === 1;
    });
  });
});
