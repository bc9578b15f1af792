import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ApplicationState, FollowUpState, type Match, MatchEndReason, MatchState } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { applicationIn, type Cohort, makeCohort, putPeople, requestId } from "../cohort.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world?.stop());

/** One mentor with three seats: an accepted match, one that waits for the mentee, one that waits for the mentor. */
async function threeMatches(): Promise<Cohort & { of: (menteeId: string) => Promise<Match> }> {
  const cohort = await makeCohort(
    world,
    [{ id: "mentor-1", seats: 3 }],
    [{ id: "accepted" }, { id: "answered" }, { id: "proposed" }],
  );
  await cohort.run();
  const of = async (menteeId: string) => {
    const { matches } = await cohort.matching.listMatches({ programmeId: cohort.programmeId, personId: menteeId });
    return matches[0] as Match;
  };
  const mentor = await cohort.as("mentor-1", "mentor");
  for (const menteeId of ["accepted", "answered"]) {
    await mentor.acceptMatch({ requestId: requestId(), matchId: (await of(menteeId)).matchId });
  }
  const mentee = await cohort.as("accepted", "mentee");
  await mentee.acceptMatch({ requestId: requestId(), matchId: (await of("accepted")).matchId });
  return { ...cohort, of };
}

/** Waits until the mentee's match has ended, and answers it. */
const ended = (cohort: Awaited<ReturnType<typeof threeMatches>>, menteeId: string): Promise<Match> =>
  world.settle(async () => {
    const match = await cohort.of(menteeId);
    return match.endedAt ? match : undefined;
  });

describe("matches that end by themselves", () => {
  test("a paused mentor's unanswered matches end, the accepted one stays, and the mentees wait again", async () => {
    const cohort = await threeMatches();
    await cohort.programme.pauseMentor({
      requestId: requestId(),
      applicationId: cohort.applications.get("mentor-1") ?? "",
    });
    for (const menteeId of ["answered", "proposed"]) {
      expect(await ended(cohort, menteeId)).toMatchObject({
        state: MatchState.TERMINATED,
        endReason: MatchEndReason.MENTOR_UNAVAILABLE,
        endedBy: "",
        terminatedReason: "",
      });
      await applicationIn(world, cohort, menteeId, ApplicationState.APPLIED);
    }
    expect((await cohort.of("accepted")).state).toBe(MatchState.ACCEPTED);
  });

  test("a withdrawn mentee's accepted match ends, and the others stay", async () => {
    const cohort = await threeMatches();
    await cohort.programme.withdrawApplication({
      requestId: requestId(),
      applicationId: cohort.applications.get("accepted") ?? "",
    });
    expect(await ended(cohort, "accepted")).toMatchObject({ endReason: MatchEndReason.MENTEE_WITHDREW });
    expect((await cohort.of("answered")).state).toBe(MatchState.ACCEPTED_BY_MENTOR);
    expect((await cohort.of("proposed")).state).toBe(MatchState.PROPOSED);
  });

  test("a suspended person's unanswered matches end on either side, accepted ones stay", async () => {
    const cohort = await threeMatches();
    await putPeople(cohort, ["answered"], { version: 2n, suspended: true });
    expect(await ended(cohort, "answered")).toMatchObject({ endReason: MatchEndReason.SUSPENDED });
    await putPeople(cohort, ["mentor-1"], { version: 2n, suspended: true });
    expect(await ended(cohort, "proposed")).toMatchObject({ endReason: MatchEndReason.SUSPENDED });
    expect((await cohort.of("accepted")).state).toBe(MatchState.ACCEPTED);
  });

  test("the unanswered matches of a completed programme end; each has one event and one audit entry", async () => {
    const cohort = await threeMatches();
    const { programmeId } = cohort;
    await cohort.programme.activateProgramme({ requestId: requestId(), programmeId });
    await cohort.programme.completeProgramme({ requestId: requestId(), programmeId });
    for (const menteeId of ["answered", "proposed"]) {
      expect(await ended(cohort, menteeId)).toMatchObject({ endReason: MatchEndReason.PROGRAMME_COMPLETED });
    }
    expect((await cohort.of("accepted")).state).toBe(MatchState.ACCEPTED);
    for (const text of [
      "select 1 from matching.outbox where tenant_id = $1 and subject = 'mentorship.match.terminated'",
      "select 1 from matching.audit_entry where tenant_id = $1 and action = 'match.terminated'",
    ]) {
      expect(await world.sql(text, [cohort.id])).toHaveLength(2);
    }
    const [seat] = await world.sql<{ taken: number }>("select taken from matching.mentor_seat where tenant_id = $1", [
      cohort.id,
    ]);
    expect(seat?.taken).toBe(1);
  });
});

describe("what follows from an end", () => {
  test("scheduling, conferencing and notification each report, and a repeat reads it afresh", async () => {
    const cohort = await threeMatches();
    const { matchId } = await cohort.of("accepted");
    const request = { requestId: requestId(), matchId, terminatedReason: "mentee_non_responsive" };
    await cohort.matching.terminateMatch(request);
    const done = await world.settle(async () => {
      const { match } = await cohort.matching.getMatch({ matchId });
      return match?.followUps.every(({ state }) => state === FollowUpState.DONE) ? match : undefined;
    });
    expect(done.followUps.map(({ count }) => count)).toEqual([0, 0, 2]);
    expect((await cohort.matching.terminateMatch(request)).match?.followUps).toEqual(done.followUps);
  });
});

test("an event that comes again, and one that nobody can read, change nothing", async () => {
  const cohort = await threeMatches();
  await cohort.programme.pauseMentor({
    requestId: requestId(),
    applicationId: cohort.applications.get("mentor-1") ?? "",
  });
  await ended(cohort, "proposed");
  const before = await world.sql("select id, state, version from matching.match where tenant_id = $1 order by id", [
    cohort.id,
  ]);
  // Published under other message ids, so that the broker takes both for new: one with the bytes of an event that was applied, one with none.
  const again = `insert into programme.outbox (tenant_id, event_id, subject, type, payload, occurred_at, trace_id)
    select tenant_id, gen_random_uuid(), subject, type, coalesce($2::bytea, payload), occurred_at, trace_id
    from programme.outbox where tenant_id = $1 and subject = 'mentorship.application.paused' limit 1`;
  await world.sql(again, [cohort.id, null]);
  await world.sql(again, [cohort.id, Buffer.from("nothing that can be read")]);
  const dead = await world.settle(async () => {
    const rows = await world.sql("select 1 from matching.dead_letter where subject = 'mentorship.application.paused'");
    return rows.length > 0 ? rows : undefined;
  });
  expect(dead).toHaveLength(1);
  expect(
    await world.sql("select id, state, version from matching.match where tenant_id = $1 order by id", [cohort.id]),
  ).toEqual(before);
});
