import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { MatchRunOutcome, MatchState } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { type Cohort, makeCohort, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(() => world?.stop());

const seatOf = async (cohort: Cohort) =>
  (
    await world.sql<{ taken: number; max_mentees: number }>(
      "select taken, max_mentees from matching.mentor_seat where tenant_id = $1 and mentor_id = 'm'",
      [cohort.id],
    )
  )[0];
/** Gives the mentor so many seats from now on. */
async function giveSeats({ programme, applications, id }: Cohort, maxMentees: number): Promise<void> {
  const applicationId = applications.get("m") ?? "";
  const [row] = await world.sql<{ version: number | string }>(
    "select version from programme.application where tenant_id = $1 and id = $2",
    [id, applicationId],
  );
  await programme.updateApplication({
    requestId: requestId(),
    applicationId,
    version: BigInt(row?.version ?? 0),
    maxMentees,
  });
}
const heardOf = (cohort: Cohort, maxMentees: number) =>
  world.settle(async () => (await seatOf(cohort))?.max_mentees === maxMentees);
const pair = (cohort: Cohort, menteeId: string) =>
  cohort.matching.createMatch({ requestId: requestId(), programmeId: cohort.programmeId, mentorId: "m", menteeId });
const statesOf = async ({ matching, programmeId }: Cohort) =>
  (await matching.listMatches({ programmeId, pageSize: 500 })).matches.map(({ state }) => MatchState[state]);

describe("seats that a mentor changes", () => {
  test("fewer than are taken end nothing, and nothing new comes until enough are free again", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 3 }], [{ id: "a" }, { id: "b" }, { id: "c" }]);
    const first = await pair(cohort, "a");
    await pair(cohort, "b");
    await giveSeats(cohort, 1);
    expect(await refusalOf(pair(cohort, "c"))).toMatchObject({
      reason: "NO_FREE_SEAT",
      metadata: { max_mentees: "1", taken: "2" },
    });
    await heardOf(cohort, 1);
    expect(await cohort.run()).toMatchObject({ outcome: MatchRunOutcome.NO_ELIGIBLE_MENTORS, mentorsLoaded: 0 });
    expect(await statesOf(cohort)).toEqual(["PROPOSED", "PROPOSED"]);
    expect(await seatOf(cohort)).toEqual({ taken: 2, max_mentees: 1 });
    // One end brings it down to the limit, and still nobody more fits in.
    await cohort.matching.terminateMatch({ requestId: requestId(), matchId: first.match?.matchId ?? "" });
    expect(await refusalOf(pair(cohort, "c"))).toMatchObject({ metadata: { max_mentees: "1", taken: "1" } });
  });

  test("more seats can be given away at once, by hand and by a run", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 1 }], [{ id: "a" }, { id: "b" }, { id: "c" }]);
    await pair(cohort, "a");
    await giveSeats(cohort, 2);
    expect((await pair(cohort, "b")).match).toMatchObject({ reasons: { capacity: { seatsFree: 1, maxMentees: 2 } } });
    await giveSeats(cohort, 3);
    expect(await cohort.run()).toMatchObject({ proposalsInserted: 1 });
    expect(await seatOf(cohort)).toEqual({ taken: 3, max_mentees: 3 });
  });

  test("an event of it that comes again, or late, changes nothing", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 1 }], [{ id: "a" }, { id: "b" }]);
    await giveSeats(cohort, 5);
    await giveSeats(cohort, 2);
    await heardOf(cohort, 2);
    // The first of the two once more, under another message id, so that the broker takes it for new.
    const again = await world.sql<{ event_id: string }>(
      `insert into programme.outbox (tenant_id, event_id, subject, type, payload, occurred_at, trace_id)
        select tenant_id, gen_random_uuid(), subject, type, payload, occurred_at, trace_id from programme.outbox
        where tenant_id = $1 and subject = 'mentorship.application.updated' order by occurred_at limit 1
        returning event_id`,
      [cohort.id],
    );
    expect(again).toHaveLength(1);
    // An event that follows it is applied, so it was looked at.
    await cohort.programme.pauseMentor({ requestId: requestId(), applicationId: cohort.applications.get("m") ?? "" });
    await world.settle(async () => {
      const facts = await world.sql<{ state: string }>(
        "select state from matching.application_facts where tenant_id = $1 and role = 'MENTOR'",
        [cohort.id],
      );
      return facts[0]?.state === "PAUSED";
    });
    expect(await seatOf(cohort)).toEqual({ taken: 0, max_mentees: 2 });
  });
});
