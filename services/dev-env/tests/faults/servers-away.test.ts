import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Client, Connection } from "@temporalio/client";
import { type Cast, must, rid, startWorld, type World } from "../../src/testing/index.ts";
import { HOUR, MINUTE, minuteAhead, moveClock } from "./clock.ts";
import { askForRun, finished, holdLastPart, makeCohort, phaseOf, twoParts } from "./cohort.ts";
import { makePairs, type Pairs } from "./pairs.ts";
import { quiet, streamAndOutboxes, unpublished } from "./quiet.ts";
import { expectHeldOnce, expectNothingBroken, expectRunOnce, textsOf } from "./recount.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ serviceEnv: { MENTORSHIP_SWEEP_SECONDS: "2" } });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

/** Everything that others know of a tenant's matches and sessions. */
async function known(cast: Cast): Promise<Record<string, string[]>> {
  const of = (text: string): Promise<string[]> => textsOf(world, cast, text);
  return {
    matches: await of("select id || ' ' || state from programme.match_row where tenant_id = $1"),
    bookable: await of("select id || ' ' || state from scheduling.match_facts where tenant_id = $1"),
    sessions: await of("select id || ' ' || state from programme.session_row where tenant_id = $1"),
    links: await of("select session_id || ' ' || state from conferencing.link where tenant_id = $1"),
    inbox: await of(
      "select event_id || ' ' || person_id || ' ' || kind from notification.inbox_item where tenant_id = $1",
    ),
  };
}

describe("NATS", () => {
  test("while it is away people apply, accept, book and cancel; whoever has to hear of it does later, once", async () => {
    const pairs = await makePairs(world, 2, ["newcomer"]);
    const { cast } = pairs;
    const [first, second] = pairs.proposals;
    const booked = await prepared(pairs);
    const open = await cast.programme();
    await pairs.mentor.matching.acceptMatch({ requestId: rid(), matchId: must(second).matchId });
    await quiet(world);
    await world.stopNats();
    try {
      await cast.admin.programme.applyAsMentee({
        requestId: rid(),
        programmeId: open.programmeId,
        personId: "newcomer",
        focusTags: ["go"],
      });
      const mentee = await pairs.menteeOf(must(second));
      await mentee.matching.acceptMatch({ requestId: rid(), matchId: must(second).matchId });
      await pairs.book(must(second), await minuteAhead(world, cast, 60 * HOUR));
      const why = { requestId: rid(), sessionId: booked, reason: "I am ill" };
      await pairs.mentor.scheduling.cancelSession(why);
      for (const service of ["programme", "matching", "scheduling"])
        expect(await unpublished(world, service)).toBeGreaterThan(0);
    } finally {
      await world.startNats();
    }
    await quiet(world);
    const applications = "select person_id from matching.application_facts where tenant_id = $1 and programme_id = $2";
    expect(await textsOf(world, cast, applications, open.programmeId)).toEqual(["newcomer"]);
    const { matches, sessions, links, inbox } = await known(cast);
    expect(must(matches).map(stateOf)).toEqual(["ACCEPTED", "ACCEPTED"]);
    expect(must(sessions).map(stateOf).sort()).toEqual(["CANCELLED", "SCHEDULED"]);
    expect(must(links).map(stateOf).sort()).toEqual(["ready", "removed"]);
    const menteeIds = [first, second].map((match) => must(match?.mentee?.person).personId);
    const told = must(inbox).map((row) => row.split(" ").slice(1).join(" "));
    expect(told.filter((row) => row === "mentor MATCH_ACCEPTED")).toHaveLength(2);
    expect(told.filter((row) => row === `${menteeIds[1]} SESSION_SCHEDULED`)).toHaveLength(1);
    expect(told.filter((row) => row === `${menteeIds[0]} SESSION_CANCELLED`)).toHaveLength(1);
    await expectNothingBroken(world, cast);
  }, 60_000);

  test("with its store lost, everybody catches up from the outboxes, and nothing happens twice", async () => {
    const pairs = await makePairs(world, 2);
    const { cast } = pairs;
    await prepared(pairs);
    await quiet(world);
    const before = await known(cast);
    await world.stopNats();
    try {
      // What the lost store never held has to arrive as well.
      const [, second] = pairs.proposals;
      await pairs.accept(must(second));
      await pairs.book(must(second), await minuteAhead(world, cast, 60 * HOUR));
    } finally {
      await world.startNats({ wiped: true });
    }
    const whole = async () => {
      const { stream, outboxes } = await streamAndOutboxes(world);
      return stream >= outboxes;
    };
    await world.settle(whole, { what: "every event to be on the stream again", timeoutMs: 30_000 });
    await quiet(world);
    const after = await known(cast);
    expect(must(after.inbox)).toEqual(expect.arrayContaining(must(before.inbox)));
    // Both are told of each other's acceptance, and the mentee of the session.
    expect(must(after.inbox)).toHaveLength(must(before.inbox).length + 3);
    expect(must(after.matches).map(stateOf)).toEqual(["ACCEPTED", "ACCEPTED"]);
    expect(must(after.bookable).map(stateOf)).toEqual(["accepted", "accepted"]);
    expect(must(after.sessions).map(stateOf)).toEqual(["SCHEDULED", "SCHEDULED"]);
    expect(must(after.links).map(stateOf)).toEqual(["ready", "ready"]);
    await expectNothingBroken(world, cast);
  }, 90_000);
});

describe("Temporal", () => {
  test("a session booked and a run asked for while it is away begin their workflows when it is back", async () => {
    const pairs = await makePairs(world, 1);
    const [match] = pairs.proposals;
    await pairs.accept(must(match));
    const cohort = await makeCohort(world, 3, 20);
    await quiet(world);
    await world.stopTemporal();
    let runId: string;
    let sessionId: string;
    try {
      runId = await askForRun(cohort);
      ({ sessionId } = await pairs.book(must(match), await minuteAhead(world, pairs.cast, 60 * HOUR)));
      expect(await phaseOf(world, runId)).toEqual({ phase: "REQUESTED", inserted: 0 });
    } finally {
      await world.startTemporal();
    }
    await finished(world, cohort, runId);
    await expectRunOnce(world, cohort, runId);
    expect(await isRunning(sessionId)).toBe(true);
  }, 90_000);

  test("with its store lost, a run under way is begun again and a booked session goes on, each once", async () => {
    const pairs = await makePairs(world, 1);
    const { cast, programmeId } = pairs;
    const match = must(pairs.proposals[0]);
    await pairs.accept(match);
    const begins = await minuteAhead(world, cast, 60 * HOUR);
    const { sessionId, endsAt } = await pairs.book(match, begins);
    await world.settle(() => isRunning(sessionId), { what: "the session's workflow" });
    const cohort = await makeCohort(world, 20, twoParts);
    await quiet(world);
    const held = await holdLastPart(world, cohort);
    const runId = await askForRun(cohort);
    try {
      await held.reached();
      expect(await phaseOf(world, runId)).toEqual({ phase: "INSERTING", inserted: twoParts / 2 });
      await world.stopTemporal();
      await world.startTemporal({ wiped: true });
    } finally {
      await held.release();
    }
    await finished(world, cohort, runId);
    await expectRunOnce(world, cohort, runId);
    await world.settle(() => isRunning(sessionId), { what: "the session's workflow", timeoutMs: 30_000 });
    await moveClock(cast, new Date(begins.getTime() - 5 * MINUTE));
    for (const person of [pairs.mentor, await pairs.menteeOf(match)])
      await person.scheduling.checkIn({ requestId: rid(), sessionId });
    await moveClock(cast, new Date(timestampDate(must(endsAt)).getTime() + MINUTE));
    await expectHeldOnce(world, cast, { sessionId, programmeId, mentorId: "mentor", menteeId: "mentee-0" });
  }, 120_000);
});

/** The first match accepted, with a session whose link is there; answers the session's id. */
async function prepared(pairs: Pairs): Promise<string> {
  const match = must(pairs.proposals[0]);
  await pairs.accept(match);
  return (await pairs.book(match, await minuteAhead(world, pairs.cast, 48 * HOUR))).sessionId;
}

const stateOf = (row: string): string => row.split(" ").at(-1) ?? "";

async function isRunning(sessionId: string): Promise<boolean> {
  const connection = await Connection.connect({ address: world.temporalAddress });
  try {
    const client = new Client({ connection, namespace: world.temporalNamespace });
    return (await client.workflow.getHandle(`session/${sessionId}`).describe()).status.name === "RUNNING";
  } finally {
    await connection.close();
  }
}
