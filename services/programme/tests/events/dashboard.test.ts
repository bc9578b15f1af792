import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { SessionNoteAddedSchema } from "@mentorship/client/events/v1";
import { type DashboardFigures, MatchEndReason, Modality, NoteVisibility, SessionState } from "@mentorship/client/v1";
import { type Cast, createCast, must, publishEvent, startWorld, type World } from "@mentorship/dev-env/testing";
import { refused } from "../refusals.ts";
import { ago, day, openScene, type Scene } from "./scene.ts";

let world: World;
let scene: Scene;
let cast: Cast;
let programmeId: string;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

async function setTheScene(zone?: string): Promise<void> {
  scene = await openScene(world, zone);
  ({ cast, programmeId } = scene);
}

describe("the dashboard", () => {
  test("counts matches by state and lists those that wait for too long, the oldest first, with names", async () => {
    await setTheScene();
    const [fresh, old, older, stuck, declined] = [1, 2, 3, 4, 5].map(() => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
    ];
    await scene.tellMatch("proposed", fresh, 1, { proposedAt: ago(6 * day) });
    await scene.tellMatch("proposed", old, 1, { proposedAt: ago(8 * day), menteeId: "dee" });
    await scene.tellMatch("proposed", older, 1, { proposedAt: ago(9 * day), menteeId: "eve", mentorId: "bob" });
    await scene.tellMatch("accepted_by_mentor", stuck, 2, {
      acceptedByMentorAt: ago(15 * day),
      proposedAt: ago(16 * day),
    });
    await scene.tellMatch("declined", declined, 2, { endReason: MatchEndReason.DECLINED_BY_MENTOR, endedAt: ago(0) });
    const found = await scene.figures(({ matches }) => matches?.declined === 1n && matches.acceptedByMentor === 1n);
    expect(found.matches).toMatchObject({ proposed: 3n, acceptedByMentor: 1n, accepted: 0n, terminated: 0n });
    expect(
      found.pendingTooLong.map(({ matchId, mentorName, menteeName }) => [matchId, mentorName, menteeName]),
    ).toEqual([
      [older, "Name of bob", "Name of eve"],
      [old, "Name of ada", "Name of dee"],
    ]);
    expect([found.pendingTooLongCount, found.stuckCount, found.stuck[0]?.matchId]).toEqual([2n, 1n, stuck]);
    expect(found.menteeDeclineRate).toBeUndefined();
    const { total, programmes } = await cast.admin.programme.getAdminDashboard({});
    expect(total).toMatchObject({ programmeId: "", pendingTooLongCount: 2n });
    expect(total?.pendingTooLong).toEqual(found.pendingTooLong);
    expect(programmes).toHaveLength(1);
  });

  test("counts ended matches by why they ended, for each programme and in total", async () => {
    await setTheScene();
    const { SUPERSEDED, DECLINED_BY_MENTOR, MENTEE_WITHDREW } = MatchEndReason;
    const end = (what: "declined" | "terminated", endReason: MatchEndReason, over: object = {}) =>
      scene.tellMatch(what, randomUUID(), 2, { endReason, endedAt: ago(0), ...over });
    const { programmeId: another } = await cast.programme({ name: "Another" });
    await end("terminated", SUPERSEDED);
    await end("terminated", SUPERSEDED, { menteeId: "dee" });
    await end("declined", DECLINED_BY_MENTOR);
    await end("terminated", SUPERSEDED, { programmeId: another });
    await end("terminated", MENTEE_WITHDREW, { programmeId: another });
    await scene.tellMatch("proposed", randomUUID(), 1, { menteeId: "eve" });
    await scene.figures(({ matches }) => matches?.proposed === 1n);
    const { total, programmes } = await cast.admin.programme.getAdminDashboard({});
    const counts = (figures: DashboardFigures | undefined) =>
      must(figures).matchesEnded.map(({ endReason, count }) => [endReason, count]);
    expect(counts(programmes.find((each) => each.programmeId === programmeId))).toEqual([
      [DECLINED_BY_MENTOR, 1n],
      [SUPERSEDED, 2n],
    ]);
    expect(counts(programmes.find((each) => each.programmeId === another))).toEqual([
      [MENTEE_WITHDREW, 1n],
      [SUPERSEDED, 1n],
    ]);
    expect(counts(total)).toEqual([
      [DECLINED_BY_MENTOR, 1n],
      [MENTEE_WITHDREW, 1n],
      [SUPERSEDED, 3n],
    ]);
    expect(total?.matches).toMatchObject({ proposed: 1n, declined: 1n, terminated: 4n });
  });

  test("counts a session of several learners once, and once for each of their matches, as far as they still take part", async () => {
    await setTheScene();
    const accepted = { acceptedByMentorAt: ago(day), acceptedAt: ago(day) };
    const [first, second, third] = [1, 2, 3].map(() => randomUUID()) as [string, string, string];
    const mentees = ["cy", "dee", "eve"];
    for (const [index, matchId] of [first, second, third].entries()) {
      await scene.tellMatch("accepted", matchId, 3, { ...accepted, menteeId: mentees[index] ?? "" });
    }
    const sessionId = randomUUID();
    const group = (ids: readonly string[]) => ({
      participants: ids.map((matchId, index) => ({ personId: mentees[index] ?? "", matchId })),
    });
    await scene.tellSession("scheduled", sessionId, 1, group([first, second]));
    await scene.tellSession("scheduled", randomUUID(), 1, { matchId: first });
    const shared = await scene.figures(({ sessions }) => sessions?.scheduled === 2n);
    expect(shared).toMatchObject({ acceptedWithoutSession: 1n, sessionsPerMatch: 3 / 3 });
    await scene.tellSession("participants_changed", sessionId, 3, group([first, second, third]));
    await scene.tellSession("participants_changed", sessionId, 2, group([third]));
    const joined = await scene.figures(({ acceptedWithoutSession }) => acceptedWithoutSession === 0n);
    expect(joined).toMatchObject({ sessions: { scheduled: 2n }, sessionsPerMatch: 4 / 3 });
    await scene.tellSession("cancelled", sessionId, 4, {
      ...group([first, second, third]),
      state: SessionState.CANCELLED,
    });
    const cancelled = await scene.figures(({ sessions }) => sessions?.cancelled === 1n);
    expect(cancelled).toMatchObject({ acceptedWithoutSession: 2n, sessionsPerMatch: 1 / 3 });
  });

  test("counts sessions, rates, active mentors and their zones", async () => {
    await setTheScene();
    const accepted = { acceptedByMentorAt: ago(day), acceptedAt: ago(day) };
    const [first, second, third, no] = [1, 2, 3, 4].map(() => randomUUID()) as [string, string, string, string];
    await scene.tellMatch("accepted", first, 3, accepted);
    await scene.tellMatch("accepted", second, 3, { ...accepted, mentorId: "bob", menteeId: "dee" });
    await scene.tellMatch("terminated", third, 4, { ...accepted, endedAt: ago(0), menteeId: "eve" });
    const byMentee = { endReason: MatchEndReason.DECLINED_BY_MENTEE, endedAt: ago(0), acceptedByMentorAt: ago(day) };
    await scene.tellMatch("declined", no, 3, { ...byMentee, menteeId: "eve" });
    const past = { startsAt: ago(day), endsAt: ago(day - 60_000) };
    await scene.tellSession("scheduled", randomUUID(), 1, { matchId: first });
    await scene.tellSession("completed", randomUUID(), 3, { matchId: first, ...past, state: SessionState.COMPLETED });
    const missed = { matchId: first, ...past, state: SessionState.LEARNER_NO_SHOW, modality: Modality.CHAT };
    await scene.tellSession("no_show", randomUUID(), 2, missed);
    await scene.tellSession("cancelled", randomUUID(), 2, { matchId: second, state: SessionState.CANCELLED });
    await scene.tellSession("outcome_pending", randomUUID(), 2, { matchId: third, ...past, outcomePending: true });
    const found = await scene.figures(({ attendanceUnknown }) => attendanceUnknown === 1n);
    expect(found).toMatchObject({
      sessions: { scheduled: 2n, inProgress: 0n, completed: 1n, cancelled: 1n, mentorNoShow: 0n, learnerNoShow: 1n },
      completionRate: 1 / 5,
      noShowRate: 1 / 2,
      acceptedWithoutSession: 1n,
      sessionsPerMatch: 4 / 3,
      activeMentors: 2n,
      activeMentorZones: 1n,
      menteeDeclineRate: 1 / 4,
    });
    const rates = found.noShowsByModality.map((each) => [each.modality, each.noShows, each.completed, each.noShowRate]);
    expect(rates).toEqual([
      [Modality.IN_PERSON, 0n, 0n, undefined],
      [Modality.VIDEO, 0n, 1n, 0],
      [Modality.CHAT, 1n, 0n, 1],
    ]);
  });

  test("counts what is upcoming to the end of the week in the tenant's zone", async () => {
    const zone = "Pacific/Kiritimati";
    await setTheScene(zone);
    const [row] = await world.sql<{ ends: Date }>(
      "select (date_trunc('week', now() at time zone $1) + interval '7 days') at time zone $1 as ends",
      [zone],
    );
    const ends = must(row).ends.getTime();
    const at = (ms: number) => ({
      startsAt: timestampFromDate(new Date(ms)),
      endsAt: timestampFromDate(new Date(ms + 60_000)),
    });
    await scene.tellSession("scheduled", randomUUID(), 1, at(ends - 1_000));
    await scene.tellSession("scheduled", randomUUID(), 1, at(ends));
    await scene.tellSession("scheduled", randomUUID(), 1, at(Date.now() - 60_000));
    const found = await scene.figures(({ sessions }) => sessions?.scheduled === 3n);
    expect(found.upcomingThisWeek).toBe(1n);
  });

  test("counts admin notes that were not replaced, whichever of two is heard of first", async () => {
    await setTheScene();
    const sessionId = randomUUID();
    const [first, second, seen] = [randomUUID(), randomUUID(), randomUUID()] as const;
    const tell = (noteId: string, visibility: NoteVisibility, supersedesNoteId = "") =>
      publishEvent(world.natsUrl, SessionNoteAddedSchema, scene.meta(noteId, 1), {
        sessionId,
        programmeId,
        noteId,
        visibility,
        supersedesNoteId,
      });
    await tell(second, NoteVisibility.ADMIN, first);
    await tell(first, NoteVisibility.ADMIN);
    await tell(seen, NoteVisibility.BOTH);
    await world.settle(
      async () => (await world.sql("select from programme.note_row where id = $1", [seen])).length === 1,
    );
    expect((await scene.figures(() => true)).adminNotes).toBe(1n);
    await tell(randomUUID(), NoteVisibility.MENTOR, second);
    await scene.figures(({ adminNotes }) => adminNotes === 0n);
  });

  test("tells how far each source is applied, and is for staff and services only", async () => {
    await setTheScene();
    const happened = new Date(Date.now() - 5_000);
    await scene.tellMatch("proposed", randomUUID(), 1, {}, { at: happened });
    await scene.figures(({ matches }) => matches?.proposed === 1n);
    const { lag, asOf } = await (await cast.as("staff", "s")).programme.getAdminDashboard({});
    const sources = lag.map(({ service, appliedAt }) => [service, appliedAt && timestampDate(appliedAt).getTime()]);
    expect(sources).toEqual([
      ["matching", happened.getTime()],
      ["scheduling", undefined],
    ]);
    expect(asOf).toBeDefined();
    const mentor = await cast.as("mentor", "ada");
    expect(await refused(mentor.programme.getAdminDashboard({}))).toMatchObject({ reason: "PERMISSION_DENIED" });
    await cast.service.programme.getAdminDashboard({ programmeId });
    const other = await createCast(world);
    expect(await refused(other.admin.programme.getAdminDashboard({ programmeId }))).toMatchObject({
      code: "NotFound",
      metadata: { resource: "programme", id: programmeId },
    });
  });

  test("equals a recount of its rows", async () => {
    await setTheScene();
    const states = ["proposed", "accepted_by_mentor", "accepted", "declined", "terminated"] as const;
    for (let n = 0; n < 30; n += 1) {
      const state = states[n % states.length] ?? "proposed";
      await scene.tellMatch(state, randomUUID(), 1 + (n % 3), { menteeId: `x${n}`, mentorId: n % 2 ? "ada" : "bob" });
    }
    const found = await scene.figures(({ matches }) => matches?.terminated === 6n && matches.declined === 6n);
    const counted = await world.sql<{ state: string; count: number }>(
      "select lower(state) as state, count(*)::int as count from programme.match_row where tenant_id = $1 group by 1",
      [cast.tenantId],
    );
    const byState = Object.fromEntries(counted.map(({ state, count }) => [state, BigInt(count)]));
    expect(found.matches).toMatchObject({
      proposed: byState.proposed,
      acceptedByMentor: byState.accepted_by_mentor,
      accepted: byState.accepted,
      declined: byState.declined,
      terminated: byState.terminated,
    });
  });
});
