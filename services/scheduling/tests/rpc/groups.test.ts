import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  type Match,
  MeetingLinkState,
  Modality,
  NotificationKind,
  SessionRole,
  SessionState,
} from "@mentorship/client/v1";
import { type Cast, createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { refusalOf } from "../refusals.ts";
import { openStream } from "./session-stream.ts";
import { DAY, HOUR, MINUTE } from "../stage.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ temporal: true });
}, 180_000);
afterAll(() => world?.stop(), 60_000);

const MENTORS = ["ada", "bob", "cy"];
const LEARNERS = ["one", "two", "three"];

/** A programme with three mentors; whom the matcher pairs with whom is read from the matches. */
async function openGroup() {
  const cast = await createCast(world);
  await cast.people([...MENTORS, ...LEARNERS].map((id) => ({ id })));
  const { programmeId } = await cast.programme();
  await cast.enrol(programmeId, { mentors: MENTORS, mentees: LEARNERS });
  const matches = await cast.match(programmeId);
  for (const { matchId } of matches) await cast.accept(matchId);
  const mentorOf = (match: Match) => must(match.mentor?.person).personId;
  const learnerOf = (match: Match) => must(match.mentee?.person).personId;
  const mentorIds = [...new Set(matches.map(mentorOf))].sort();
  const at = Math.ceil((Date.now() + 3 * DAY) / MINUTE) * MINUTE;
  const request = (more = {}) => ({
    requestId: rid(),
    programmeId,
    mentorIds,
    learnerIds: LEARNERS,
    start: { case: "scheduledAt", value: timestampFromMs(at) } as const,
    modality: Modality.VIDEO,
    title: "All together",
    ...more,
  });
  await world.settle(async () => {
    const known = "select from scheduling.match_facts where tenant_id = $1 and state = 'accepted'";
    return (await world.sql(known, [cast.tenantId])).length === matches.length;
  });
  const matchOf = (learner: string) => must(matches.find((match) => learnerOf(match) === learner));
  return { cast, programmeId, mentorIds, at, request, matchOf, mentorOf };
}
const sessionOf = async (cast: Cast, sessionId: string) =>
  must((await cast.admin.scheduling.getSession({ sessionId })).session);
const kindsOf = async (cast: Cast, personId: string) =>
  (
    await world.sql<{ kind: string }>(
      "select kind from notification.inbox_item where tenant_id = $1 and person_id = $2 and session_id is not null",
      [cast.tenantId, personId],
    )
  ).map((row) => row.kind);

describe("a session of several", () => {
  test("brings each learner by their match, takes everybody's time, and is told to all; links are each one's own", async () => {
    const { cast, mentorIds, request, matchOf, at } = await openGroup();
    const { session } = await cast.admin.scheduling.bookSession(request());
    const { sessionId } = must(session);
    expect(session).toMatchObject({ state: SessionState.SCHEDULED, matchId: "" });
    const told = session?.participants.map(({ personId, role, matchId }) => `${personId} ${role} ${matchId}`);
    const taking = [
      ...mentorIds.map((id) => `${id} ${SessionRole.MENTOR} `),
      ...LEARNERS.map((id) => `${id} ${SessionRole.LEARNER} ${matchOf(id).matchId}`),
    ];
    expect(told?.sort()).toEqual(taking.sort());
    for (const learner of LEARNERS) {
      const taken = await refusalOf(
        cast.admin.scheduling.bookSession({
          ...request({ programmeId: "", mentorIds: [], learnerIds: [] }),
          matchId: matchOf(learner).matchId,
          start: { case: "scheduledAt", value: timestampFromMs(at + 15 * MINUTE) },
        }),
      );
      expect(taken).toMatchObject({ code: "AlreadyExists", reason: "SLOT_TAKEN" });
      const mine = await cast.as("mentee", learner);
      const own = must((await mine.scheduling.getSession({ sessionId })).session);
      expect(own.participants.filter(({ matchId }) => matchId !== "").map(({ personId }) => personId)).toEqual([
        learner,
      ]);
      const byMatch = await mine.scheduling.listSessions({ matchId: matchOf(learner).matchId });
      expect(byMatch.sessions.map((one) => one.sessionId)).toEqual([sessionId]);
      await world.settle(async () => (await kindsOf(cast, learner)).includes("SESSION_SCHEDULED"));
      const { joinUrl } = await world.settle(() => mine.conferencing.getJoinLink({ sessionId }));
      expect(joinUrl).not.toBe("");
    }
    for (const mentor of mentorIds)
      await world.settle(async () => (await kindsOf(cast, mentor)).includes("SESSION_SCHEDULED"));
    const figures = await world.settle(async () => {
      const { total } = await cast.admin.programme.getAdminDashboard({});
      return total?.sessions?.scheduled === 1n ? total : undefined;
    });
    expect(figures).toMatchObject({ acceptedWithoutSession: 0n, sessionsPerMatch: 1 });
  });

  test("loses a learner with their match, the others meet; with the last learner it is cancelled", async () => {
    const { cast, request, matchOf } = await openGroup();
    const { session } = await cast.admin.scheduling.bookSession(request());
    const { sessionId } = must(session);
    await world.settle(async () => {
      const rows = await world.sql("select from conferencing.link_participant where tenant_id = $1", [cast.tenantId]);
      return rows.length >= 4;
    });
    const [first = "", ...others] = LEARNERS;
    await cast.admin.matching.terminateMatch({ requestId: rid(), matchId: matchOf(first).matchId });
    const without = await world.settle(async () => {
      const now = await sessionOf(cast, sessionId);
      return now.participants.every(({ personId }) => personId !== first) ? now : undefined;
    });
    expect(without).toMatchObject({ state: SessionState.SCHEDULED, scheduleVersion: 1n });
    const gone = await cast.as("mentee", first);
    expect(await refusalOf(gone.scheduling.getSession({ sessionId }))).toMatchObject({ code: "NotFound" });
    await world.settle(async () => {
      const refused = await refusalOf(gone.conferencing.getJoinLink({ sessionId }));
      return refused.code === "NotFound";
    });
    const left = await world.sql("select from scheduling.session_participant where tenant_id = $1 and person_id = $2", [
      cast.tenantId,
      first,
    ]);
    expect(left).toEqual([]);
    await world.settle(async () => {
      const { total } = await cast.admin.programme.getAdminDashboard({});
      return total?.sessionsPerMatch === 2 / 3;
    });
    await cast.suspend(others[0] ?? "");
    await world.settle(
      async () => (await sessionOf(cast, sessionId)).participants.length < without.participants.length,
    );
    expect((await sessionOf(cast, sessionId)).matchId).toBe(matchOf(others[1] ?? "").matchId);
    await cast.admin.matching.terminateMatch({ requestId: rid(), matchId: matchOf(others[1] ?? "").matchId });
    await world.settle(async () => (await sessionOf(cast, sessionId)).state === SessionState.CANCELLED);
    const active = "select from scheduling.session_participant where tenant_id = $1 and active";
    expect(await world.sql(active, [cast.tenantId])).toEqual([]);
  });

  test("is told as gone to a watcher who leaves it, and as changed to those who stay", async () => {
    const { cast, request, matchOf } = await openGroup();
    const { session } = await cast.admin.scheduling.bookSession(request({ modality: Modality.CHAT }));
    const { sessionId } = must(session);
    const streamOf = async (id: string) => openStream((await cast.as("mentee", id)).scheduling);
    const [leaving, staying] = [await streamOf("one"), await streamOf("two")];
    expect((await leaving.next()).sessions).toHaveLength(1);
    const before = must((await staying.next()).sessions[0]).participants.map(({ personId }) => personId);
    expect(before).toContain("one");
    await cast.admin.matching.terminateMatch({ requestId: rid(), matchId: matchOf("one").matchId });
    expect(await leaving.next()).toMatchObject({ sessions: [], goneSessionIds: [sessionId], complete: false });
    const left = must((await staying.next()).sessions[0]).participants.map(({ personId }) => personId);
    expect(left).toEqual(before.filter((id) => id !== "one"));
    leaving.leave();
    staying.leave();
  });

  test("is booked by staff, or by its only mentor for own learners; strangers bring nobody", async () => {
    const { cast, request, matchOf, mentorOf, programmeId } = await openGroup();
    const own = matchOf("one");
    const mentor = await cast.as("mentor", mentorOf(own));
    const book = (who: Cast["admin"], more: object) => refusalOf(who.scheduling.bookSession(request(more)));
    const other = must(MENTORS.find((id) => id !== mentorOf(own)));
    const panel = { mentorIds: [mentorOf(own), other], learnerIds: ["one"] };
    expect(await book(mentor, panel)).toMatchObject({ code: "PermissionDenied" });
    expect(await book(mentor, { mentorIds: [mentorOf(own)], learnerIds: ["one", "nobody"] })).toMatchObject({
      code: "InvalidArgument",
      fields: ["learner_ids[1]"],
    });
    await cast.people([{ id: "dora" }]);
    expect(await book(cast.admin, { mentorIds: ["dora"], learnerIds: ["one"] })).toMatchObject({
      code: "FailedPrecondition",
      reason: "NOT_A_MENTOR",
      metadata: { person_id: "dora" },
    });
    for (const [more, field] of [
      [{ programmeId: "" }, ""],
      [{ matchId: own.matchId }, ""],
      [{ mentorIds: [] }, ""],
      [{ learnerIds: ["one", "one"] }, "learner_ids"],
    ] as const) {
      expect({ field, ...(await book(cast.admin, more)) }).toMatchObject({ code: "InvalidArgument", fields: [field] });
    }
    const mentee = await cast.as("mentee", "one");
    expect((await book(mentee, {})).code).not.toBe("ok");
    expect(await book(await cast.as("mentor", "dora"), {})).toMatchObject({ code: "InvalidArgument" });
    const elsewhere = await createCast(world);
    expect(await book(elsewhere.admin, {})).toMatchObject({ reason: "NOT_A_MENTOR" });
    const rows = await world.sql("select from scheduling.session where tenant_id = $1", [cast.tenantId]);
    expect(rows).toEqual([]);
    const { session } = await mentor.scheduling.bookSession(
      request({ programmeId, mentorIds: [mentorOf(own)], learnerIds: ["one"] }),
    );
    expect(session).toMatchObject({ matchId: own.matchId });
  });
});

describe("SubstituteMentor", () => {
  test("puts another mentor of the programme in the place of one, who is told and freed; only where they are free", async () => {
    const { cast, request, matchOf, mentorOf, at } = await openGroup();
    const own = matchOf("one");
    const mentorId = mentorOf(own);
    const substituteId = must(MENTORS.find((id) => id !== mentorId));
    const pair = request({ programmeId: "", mentorIds: [], learnerIds: [], matchId: own.matchId });
    const { session } = await cast.admin.scheduling.bookSession(pair);
    const { sessionId } = must(session);
    const asked = (more = {}) => ({ requestId: rid(), sessionId, mentorId, substituteId, ...more });
    const substitute = (more = {}) => refusalOf(cast.admin.scheduling.substituteMentor(asked(more)));
    await cast.people([{ id: "dora" }]);
    expect(await substitute({ substituteId: "dora" })).toMatchObject({ reason: "NOT_A_MENTOR" });
    expect(await substitute({ substituteId: "nobody" })).toMatchObject({ reason: "PERSON_UNKNOWN" });
    expect(await substitute({ mentorId: "dora" })).toMatchObject({ fields: ["mentor_id"] });
    expect(await substitute({ substituteId: mentorId })).toMatchObject({ fields: ["substitute_id"] });
    const staff = await cast.as("staff", "staff");
    expect(await refusalOf(staff.scheduling.substituteMentor(asked()))).toMatchObject({ code: "PermissionDenied" });
    const elsewhere = await createCast(world);
    expect(await refusalOf(elsewhere.admin.scheduling.substituteMentor(asked()))).toMatchObject({ code: "NotFound" });
    const ready = async () => {
      const { session: found } = await cast.admin.scheduling.getSession({ sessionId });
      return found?.linkState === MeetingLinkState.READY ? found.version : undefined;
    };
    const version = (await world.settle(ready, { what: "its link" })) + 1n;
    const request1 = asked();
    const { session: now } = await cast.admin.scheduling.substituteMentor(request1);
    expect(now?.participants.map(({ personId }) => personId).sort()).toEqual([substituteId, "one"].sort());
    expect(now).toMatchObject({ matchId: own.matchId, scheduleVersion: 1n, version });
    expect((await cast.admin.scheduling.substituteMentor(request1)).session?.version).toBe(version);
    const replaced = await cast.as("mentor", mentorId);
    expect(await refusalOf(replaced.scheduling.getSession({ sessionId }))).toMatchObject({ code: "NotFound" });
    const took = await cast.as("mentor", substituteId);
    expect((await took.scheduling.getSession({ sessionId })).session?.myRole).toBe(SessionRole.MENTOR);
    const kind = NotificationKind[NotificationKind.SESSION_MENTOR_SUBSTITUTED];
    for (const person of ["one", mentorId, substituteId]) {
      await world.settle(async () => (await kindsOf(cast, person)).includes(must(kind)), {
        what: `notice to ${person}`,
      });
    }
    await world.settle(() => took.conferencing.getJoinLink({ sessionId }));
    expect(await refusalOf(replaced.conferencing.getJoinLink({ sessionId }))).toMatchObject({ code: "NotFound" });
    // The time of who was replaced is free; a mentor who is taken can't come.
    const again = request({ programmeId: "", mentorIds: [], learnerIds: [], matchId: own.matchId });
    expect(await refusalOf(cast.admin.scheduling.bookSession(again))).toMatchObject({ reason: "SLOT_TAKEN" });
    await cast.admin.scheduling.cancelSession({ requestId: rid(), sessionId, reason: "ill" });
    const other = { case: "scheduledAt", value: timestampFromMs(at + 4 * HOUR) } as const;
    const { session: first } = await cast.admin.scheduling.bookSession({ ...again, requestId: rid(), start: other });
    const rival = must(LEARNERS.map(matchOf).find((match) => mentorOf(match) !== mentorId));
    const overlapping = { case: "scheduledAt", value: timestampFromMs(at + 4 * HOUR + 15 * MINUTE) } as const;
    await cast.admin.scheduling.bookSession({
      ...again,
      requestId: rid(),
      start: overlapping,
      matchId: rival.matchId,
    });
    const busy = { sessionId: must(first).sessionId, substituteId: mentorOf(rival) };
    expect(await substitute(busy)).toMatchObject({ reason: "SLOT_TAKEN" });
  });
});
