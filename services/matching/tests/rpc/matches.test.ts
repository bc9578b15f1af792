import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Client } from "@connectrpc/connect";
import {
  ApplicationState,
  FollowUpKind,
  FollowUpState,
  MatchAction,
  MatchEndReason,
  type MatchingService,
  MatchSide,
  MatchState,
} from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { applicationIn, type Cohort, makeCohort, makeProposal, makeTenant, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

type Matching = Client<typeof MatchingService>;
let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(() => world?.stop());

const eventsOf = (cohort: Cohort, subject: string) =>
  world.sql("select 1 from matching.outbox where tenant_id = $1 and subject = $2", [
    cohort.id,
    `mentorship.match.${subject}`,
  ]);
const auditOf = async (cohort: Cohort, action: string) =>
  world.sql<{ actor_id: string; before: object; after: Record<string, unknown> }>(
    "select actor_id, before, after from matching.audit_entry where tenant_id = $1 and action = $2",
    [cohort.id, `match.${action}`],
  );
const seatsTaken = async (cohort: Cohort) =>
  (
    await world.sql<{ taken: number }>(
      "select taken from matching.mentor_seat where tenant_id = $1 and mentor_id = 'mentor-1'",
      [cohort.id],
    )
  )[0]?.taken;

interface Parties extends Cohort {
  readonly matchId: string;
  readonly mentor: Matching;
  readonly mentee: Matching;
}
async function proposal(): Promise<Parties> {
  const cohort = await makeProposal(world);
  return { ...cohort, mentor: await cohort.as("mentor-1", "mentor"), mentee: await cohort.as("mentee-1", "mentee") };
}
async function acceptedMatch(): Promise<Parties> {
  const parties = await proposal();
  await parties.mentor.acceptMatch({ requestId: requestId(), matchId: parties.matchId });
  await parties.mentee.acceptMatch({ requestId: requestId(), matchId: parties.matchId });
  return parties;
}

describe("from proposal to accepted", () => {
  test("the mentor sees the card, accepts, then the mentee sees and accepts", async () => {
    const { mentor, mentee, matchId, ...cohort } = await proposal();
    const { match: seen } = await mentor.getMatch({ matchId });
    expect(seen).toMatchObject({
      programmeName: "Spring",
      mentor: {
        person: { personId: "mentor-1", displayName: "Name of mentor-1", bioShort: "Bio of mentor-1" },
        tags: ["sql"],
      },
      mentee: {
        person: { personId: "mentee-1", displayName: "Name of mentee-1", bioShort: "Bio of mentee-1" },
        tags: ["sql"],
      },
      state: MatchState.PROPOSED,
      scoreBillionths: 2_500_000_000n,
      reasons: {
        skills: { axisMillionths: 1_000_000, weightThousandths: 2_000, sharedTags: ["sql"], focusTags: 1 },
        capacity: { seatsFree: 1, maxMentees: 1 },
      },
      mySide: MatchSide.MENTOR,
      allowedActions: [MatchAction.ACCEPT, MatchAction.DECLINE],
      followUps: [],
    });
    expect(await refusalOf(mentee.getMatch({ matchId }))).toMatchObject({ code: "NotFound", reason: "NOT_FOUND" });
    expect((await mentee.listMatches({})).matches).toEqual([]);
    const first = await mentor.acceptMatch({ requestId: requestId(), matchId });
    expect(first.match).toMatchObject({
      state: MatchState.ACCEPTED_BY_MENTOR,
      version: 2n,
      allowedActions: [MatchAction.TERMINATE],
    });
    expect((await mentee.getMatch({ matchId })).match).toMatchObject({
      mySide: MatchSide.MENTEE,
      allowedActions: [MatchAction.ACCEPT, MatchAction.DECLINE],
    });
    const second = await mentee.acceptMatch({ requestId: requestId(), matchId });
    expect(second.match).toMatchObject({
      state: MatchState.ACCEPTED,
      allowedActions: [MatchAction.TERMINATE, MatchAction.BOOK_SESSION],
    });
    expect(second.match?.acceptedAt).toBeDefined();
    expect(await eventsOf(cohort as Cohort, "accepted")).toHaveLength(1);
    expect(await auditOf(cohort as Cohort, "accepted")).toMatchObject([
      {
        actor_id: "mentee-1",
        before: { state: "ACCEPTED_BY_MENTOR" },
        after: { state: "ACCEPTED", mentor_id: "mentor-1" },
      },
    ]);
    expect(await seatsTaken(cohort as Cohort)).toBe(1);
  });

  test("a mentee's answer to a proposal that they may not know of is not found, and an admin's a matter of permission", async () => {
    const { mentee, matchId, ...cohort } = await proposal();
    expect(await refusalOf(mentee.acceptMatch({ requestId: requestId(), matchId }))).toMatchObject({
      code: "NotFound",
    });
    const staff = await cohort.as("mentee-1", "mentor", ["mentorship.match"]);
    for (const caller of [cohort.matching, staff]) {
      expect(await refusalOf(caller.acceptMatch({ requestId: requestId(), matchId }))).toMatchObject({
        code: "PermissionDenied",
        reason: "PERMISSION_DENIED",
      });
    }
    expect(await eventsOf(cohort as Cohort, "accepted_by_mentor")).toHaveLength(0);
  });

  test("what is accepted can't be accepted again, and the refusal names the state and what may be done", async () => {
    const { mentor, mentee, matchId } = await acceptedMatch();
    expect(await refusalOf(mentor.acceptMatch({ requestId: requestId(), matchId }))).toMatchObject({
      code: "FailedPrecondition",
      reason: "MATCH_STATE",
      metadata: { state: "ACCEPTED", allowed_actions: "TERMINATE,BOOK_SESSION" },
    });
    expect(await refusalOf(mentee.declineMatch({ requestId: requestId(), matchId }))).toMatchObject({
      reason: "MATCH_STATE",
    });
  });

  test("the same request id accepts once and answers the same; with another match it is refused", async () => {
    const { mentor, mentee, matchId, ...cohort } = await proposal();
    const request = { requestId: requestId(), matchId };
    const first = await mentor.acceptMatch(request);
    await mentee.acceptMatch({ requestId: requestId(), matchId });
    const again = await mentor.acceptMatch(request);
    expect(again.match).toMatchObject({ state: MatchState.ACCEPTED_BY_MENTOR, version: first.match?.version });
    expect(again.match?.allowedActions).toEqual([MatchAction.TERMINATE, MatchAction.BOOK_SESSION]);
    const other = { ...request, matchId: "0198c0de-0000-7000-8000-000000000000" };
    expect(await refusalOf(mentor.acceptMatch(other))).toMatchObject({
      code: "InvalidArgument",
      reason: "REQUEST_ID_REUSED",
    });
    expect(await eventsOf(cohort as Cohort, "accepted_by_mentor")).toHaveLength(1);
  });

  test("twenty parallel answers under twenty request ids change the match once", async () => {
    const { mentor, matchId, ...cohort } = await proposal();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refusalOf(mentor.acceptMatch({ requestId: requestId(), matchId }))),
    );
    expect(answers.filter(({ code }) => code === "none")).toHaveLength(1);
    expect(answers.filter(({ reason }) => reason === "MATCH_STATE")).toHaveLength(19);
    expect(await eventsOf(cohort as Cohort, "accepted_by_mentor")).toHaveLength(1);
  });

  test("in a completed programme nothing is answered, in one that has just become active it is", async () => {
    const first = await proposal();
    const { programme, programmeId, mentor, mentee, matchId } = first;
    await programme.activateProgramme({ requestId: requestId(), programmeId });
    await mentor.acceptMatch({ requestId: requestId(), matchId });
    await mentee.acceptMatch({ requestId: requestId(), matchId });
    await programme.completeProgramme({ requestId: requestId(), programmeId });
    const ended = await mentee.terminateMatch({ requestId: requestId(), matchId, terminatedReason: "" });
    expect(ended.match?.state).toBe(MatchState.TERMINATED);
  });
});

describe("declining", () => {
  test("the mentor declines a proposal: the seat is free, the mentee waits again and never learns of it", async () => {
    const { mentor, mentee, matchId, ...rest } = await proposal();
    const cohort = rest as Cohort;
    await applicationIn(world, cohort, "mentee-1", ApplicationState.MATCHED);
    const { match } = await mentor.declineMatch({ requestId: requestId(), matchId });
    expect(match).toMatchObject({
      state: MatchState.DECLINED,
      endReason: MatchEndReason.DECLINED_BY_MENTOR,
      endedBy: "mentor-1",
      allowedActions: [],
    });
    expect(await seatsTaken(cohort)).toBe(0);
    expect(await refusalOf(mentee.getMatch({ matchId }))).toMatchObject({ code: "NotFound" });
    await applicationIn(world, cohort, "mentee-1", ApplicationState.APPLIED);
    expect(await refusalOf(mentor.acceptMatch({ requestId: requestId(), matchId }))).toMatchObject({
      reason: "MATCH_STATE",
      metadata: { state: "DECLINED", allowed_actions: "" },
    });
    expect(await refusalOf(cohort.matching.terminateMatch({ requestId: requestId(), matchId }))).toMatchObject({
      reason: "MATCH_STATE",
    });
  });

  test("the mentee declines what the mentor accepted, and may still read it", async () => {
    const { mentor, mentee, matchId, ...cohort } = await proposal();
    await mentor.acceptMatch({ requestId: requestId(), matchId });
    await mentee.declineMatch({ requestId: requestId(), matchId });
    expect((await mentee.getMatch({ matchId })).match).toMatchObject({ endReason: MatchEndReason.DECLINED_BY_MENTEE });
    expect(await eventsOf(cohort as Cohort, "declined")).toHaveLength(1);
  });
});

describe("TerminateMatch", () => {
  test("ends an accepted match once; again it answers with the same reason and actor and does nothing", async () => {
    const { mentor, mentee, matchId, ...rest } = await acceptedMatch();
    const cohort = rest as Cohort;
    const { match } = await mentee.terminateMatch({
      requestId: requestId(),
      matchId,
      terminatedReason: "mentor_moved_away",
    });
    expect(match).toMatchObject({
      state: MatchState.TERMINATED,
      endReason: MatchEndReason.TERMINATED_BY_MENTEE,
      endedBy: "mentee-1",
      terminatedReason: "mentor_moved_away",
    });
    expect(match?.followUps.map(({ kind, state, count }) => [kind, state, count])).toEqual([
      [FollowUpKind.SESSIONS_CANCELLED, FollowUpState.PENDING, 0],
      [FollowUpKind.LINKS_REMOVED, FollowUpState.PENDING, 0],
      [FollowUpKind.PEOPLE_TOLD, FollowUpState.PENDING, 0],
    ]);
    const again = await mentor.terminateMatch({ requestId: requestId(), matchId, terminatedReason: "another reason" });
    expect(again.match).toMatchObject({
      endedBy: "mentee-1",
      terminatedReason: "mentor_moved_away",
      version: match?.version,
    });
    expect(await eventsOf(cohort, "terminated")).toHaveLength(1);
    expect(await auditOf(cohort, "terminated")).toHaveLength(1);
    expect(await seatsTaken(cohort)).toBe(0);
  });

  test("the reason stands in the audit only as a hash", async () => {
    const { matchId, ...cohort } = await acceptedMatch();
    await cohort.matching.terminateMatch({
      requestId: requestId(),
      matchId,
      terminatedReason: "mentee_non_responsive",
    });
    const [entry] = await auditOf(cohort as Cohort, "terminated");
    expect(JSON.stringify(entry)).not.toContain("mentee_non_responsive");
    expect(entry?.after.terminated_reason).toMatch(/^sha256:/);
    const events = await world.sql<{ payload: Buffer }>("select payload from matching.outbox where tenant_id = $1", [
      cohort.id,
    ]);
    expect(events.some(({ payload }) => payload.toString("utf8").includes("mentee_non_responsive"))).toBe(false);
  });

  test("staff and another service end a proposal; the mentor may only once they have accepted, the mentee only when both have", async () => {
    const first = await proposal();
    expect(
      await refusalOf(first.mentor.terminateMatch({ requestId: requestId(), matchId: first.matchId })),
    ).toMatchObject({
      reason: "MATCH_STATE",
      metadata: { allowed_actions: "ACCEPT,DECLINE" },
    });
    const service = await first.as("billing", "service");
    const byService = await service.terminateMatch({
      requestId: requestId(),
      matchId: first.matchId,
      terminatedReason: "unpaid",
    });
    expect(byService.match).toMatchObject({
      endReason: MatchEndReason.TERMINATED_BY_SERVICE,
      endedBy: "billing",
      mySide: MatchSide.UNSPECIFIED,
    });
    const second = await proposal();
    await second.mentor.acceptMatch({ requestId: requestId(), matchId: second.matchId });
    expect(
      await refusalOf(second.mentee.terminateMatch({ requestId: requestId(), matchId: second.matchId })),
    ).toMatchObject({ reason: "MATCH_STATE" });
    const byMentor = await second.mentor.terminateMatch({ requestId: requestId(), matchId: second.matchId });
    expect(byMentor.match?.endReason).toBe(MatchEndReason.TERMINATED_BY_MENTOR);
  });

  test("a reason of 200 characters is kept as given, one of 201 is refused with the field", async () => {
    const { matchId, matching } = await acceptedMatch();
    const tooLong = matching.terminateMatch({ requestId: requestId(), matchId, terminatedReason: "x".repeat(201) });
    expect(await refusalOf(tooLong)).toMatchObject({ code: "InvalidArgument", reason: "INVALID_ARGUMENT" });
    const reason = "😀".repeat(200);
    const { match } = await matching.terminateMatch({ requestId: requestId(), matchId, terminatedReason: reason });
    expect(match?.terminatedReason).toBe(reason);
  });
});

describe("who may read what", () => {
  test("a match of another tenant, or of others, is not found to anyone, whatever is wanted of it", async () => {
    const { matchId, ...cohort } = await acceptedMatch();
    const stranger = await makeTenant(world);
    const outsider = await makeCohort(world, [{ id: "mentor-1" }], [{ id: "mentee-1" }]);
    const callers: [Matching, boolean][] = [
      [stranger.matching, false],
      [await outsider.as("mentor-1", "mentor"), true],
      [await outsider.as("mentee-1", "mentee"), true],
    ];
    for (const [caller, isParty] of callers) {
      const calls = [
        () => caller.getMatch({ matchId }),
        () => caller.terminateMatch({ requestId: requestId(), matchId }),
        ...(isParty
          ? [
              () => caller.acceptMatch({ requestId: requestId(), matchId }),
              () => caller.declineMatch({ requestId: requestId(), matchId }),
            ]
          : []),
      ];
      for (const call of calls)
        expect(await refusalOf(call())).toMatchObject({ code: "NotFound", reason: "NOT_FOUND" });
    }
    expect((await stranger.matching.listMatches({})).matches).toEqual([]);
    expect((await cohort.matching.getMatch({ matchId })).match?.state).toBe(MatchState.ACCEPTED);
  });

  test("facts are for the platform's own services alone", async () => {
    const { matchId, matching } = await proposal();
    expect((await refusalOf(matching.getMatchFacts({ matchId }))).code).not.toBe("none");
  });

  test("lists filter by programme, state, person and run, page newest first, and keep to what the caller may see", async () => {
    const mentees = Array.from({ length: 5 }, (_, n) => ({ id: `mentee-${n}` }));
    const cohort = await makeCohort(
      world,
      [
        { id: "mentor-1", seats: 3 },
        { id: "mentor-2", seats: 2 },
      ],
      mentees,
    );
    const run = await cohort.run();
    const { matching, programmeId } = cohort;
    const all = (await matching.listMatches({ programmeId })).matches;
    expect(all).toHaveLength(5);
    const paged: string[] = [];
    let pageToken = "";
    do {
      const page = await matching.listMatches({ programmeId, pageSize: 2, pageToken });
      paged.push(...page.matches.map(({ matchId }) => matchId));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(paged).toEqual(all.map(({ matchId }) => matchId));
    const mentor = await cohort.as("mentor-1", "mentor");
    const mine = (await mentor.listMatches({})).matches;
    expect(mine).toHaveLength(3);
    expect(mine.every(({ mySide }) => mySide === MatchSide.MENTOR)).toBe(true);
    await mentor.acceptMatch({ requestId: requestId(), matchId: mine[0]?.matchId ?? "" });
    const menteeId = mine[0]?.mentee?.person?.personId ?? "";
    const mentee = await cohort.as(menteeId, "mentee");
    expect((await mentee.listMatches({})).matches.map(({ matchId }) => matchId)).toEqual([mine[0]?.matchId]);
    const answered = await matching.listMatches({ programmeId, states: [MatchState.ACCEPTED_BY_MENTOR] });
    expect(answered.matches.map(({ matchId }) => matchId)).toEqual([mine[0]?.matchId]);
    expect((await matching.listMatches({ personId: "mentor-2" })).matches).toHaveLength(2);
    expect((await mentor.listMatches({ personId: "mentor-2" })).matches).toHaveLength(0);
    expect((await matching.listMatches({ runId: run.runId })).matches).toHaveLength(5);
    expect((await matching.listMatches({ runId: programmeId })).matches).toHaveLength(0);
    const unknownState = matching.listMatches({ states: [99 as MatchState] });
    expect(await refusalOf(unknownState)).toMatchObject({ code: "InvalidArgument" });
  });
});
