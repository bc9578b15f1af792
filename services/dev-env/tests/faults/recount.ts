import { fromBinary } from "@bufbuild/protobuf";
import { expect } from "@jest/globals";
import { MatchProposedSchema } from "@mentorship/client/events/v1";
import { SERVICES } from "../../src/launch/index.ts";
import { type Cast, must, type World } from "../../src/testing/index.ts";
import type { Cohort } from "./cohort.ts";
import { quiet } from "./quiet.ts";

/** Rows of one tenant, whose id is `$1`. */
const rowsOf = <Row>(world: World, { tenantId }: Cast, text: string, ...more: unknown[]): Promise<Row[]> =>
  world.sql<Row>(text, [tenantId, ...more]);

/** The one text that each row of a statement holds, sorted. */
export async function textsOf(world: World, cast: Cast, text: string, ...more: unknown[]): Promise<string[]> {
  const rows = await rowsOf<Record<string, string>>(world, cast, text, ...more);
  return rows.map((row) => String(Object.values(row)[0])).sort();
}

/** Holds every service to what a tenant's one run has come to: each proposal there once, and told to everybody once. */
export async function expectRunOnce(world: World, cohort: Cohort, runId: string): Promise<void> {
  const { cast, programmeId, mentees } = cohort;
  await quiet(world);
  await expectCountersTrue(world, cohort, runId);
  await expectComputedAnew(cohort, runId);
  const matches = await rowsOf<{ id: string; mentor_id: string; mentee_id: string }>(
    world,
    cast,
    "select id, mentor_id, mentee_id from matching.match where tenant_id = $1",
  );
  const ids = matches.map(({ id }) => id).sort();
  expect(ids).toHaveLength(mentees);
  expect(new Set(matches.map(({ mentee_id }) => mentee_id)).size).toBe(mentees);
  await expectSeatsCounted(world, cast);
  expect(await proposalsTold(world, cast)).toEqual(ids);
  const audited = "select entity_id from matching.audit_entry where tenant_id = $1 and action = 'match.proposed'";
  expect(await textsOf(world, cast, audited)).toEqual(ids);
  expect(await textsOf(world, cast, "select id from programme.match_row where tenant_id = $1")).toEqual(ids);
  expect(await textsOf(world, cast, "select id from scheduling.match_facts where tenant_id = $1")).toEqual(ids);
  // The mentor in full, the mentee without a word of whom.
  const inboxes = matches.flatMap(({ id, mentor_id, mentee_id }) => [`${mentor_id} ${id}`, `${mentee_id} -`]).sort();
  const told = `select person_id || ' ' || coalesce(match_id::text, '-') from notification.inbox_item
    where tenant_id = $1 and kind = 'MATCH_PROPOSED'`;
  expect(await textsOf(world, cast, told)).toEqual(inboxes);
  const { programmes } = await cast.admin.programme.getAdminDashboard({ programmeId });
  expect(programmes[0]?.matches).toMatchObject({ proposed: BigInt(mentees), accepted: 0n, terminated: 0n });
  await expectNothingBroken(world, cast);
}

/** Holds the counters of a run's row to the rows that they count, and the run's own end to one event and one audit entry. */
async function expectCountersTrue(world: World, { cast, mentees, stranger }: Cohort, runId: string): Promise<void> {
  const [run] = await rowsOf(
    world,
    cast,
    `select phase, outcome, proposals_scored as scored, proposals_inserted as inserted, proposals_kept as kept,
       proposals_superseded as superseded, mentees_left_over as left_over, left_over as reasons, total_score::text as score,
       (writing->>'total')::int4 as total, (writing->>'dealt')::int4 as dealt
     from matching.match_run where tenant_id = $1 and id = $2`,
    runId,
  );
  const [counted] = await rowsOf<{ inserted: number; score: string }>(
    world,
    cast,
    `select count(*)::int4 as inserted, coalesce(sum(score_billionths), 0)::text as score from matching.match
     where tenant_id = $1 and run_id = $2`,
    runId,
  );
  expect(run).toEqual({
    phase: "FINISHED",
    outcome: "SUCCEEDED",
    scored: mentees,
    inserted: mentees,
    kept: 0,
    superseded: 0,
    left_over: stranger === undefined ? 0 : 1,
    reasons: stranger === undefined ? {} : { NOTHING_SHARED: 1 },
    score: counted?.score,
    total: mentees,
    dealt: mentees,
  });
  expect(counted?.inserted).toBe(mentees);
  const leftOver = "select mentee_id || ' ' || reason from matching.run_left_over where tenant_id = $1 and run_id = $2";
  expect(await textsOf(world, cast, leftOver, runId)).toEqual(
    stranger === undefined ? [] : [`${stranger} NOTHING_SHARED`],
  );
  const told = "select subject from matching.outbox where tenant_id = $1 and subject like 'mentorship.match_run.%'";
  expect(await textsOf(world, cast, told)).toEqual(["mentorship.match_run.finished", "mentorship.match_run.requested"]);
  const audited = "select action from matching.audit_entry where tenant_id = $1 and entity_type = 'match_run'";
  expect(await textsOf(world, cast, audited)).toEqual(["match_run.finished", "match_run.requested"]);
}

/** Holds what a run has left behind to what comes out of its stored inputs anew. */
async function expectComputedAnew({ cast, mentees }: Cohort, runId: string): Promise<void> {
  const { run } = await cast.admin.matching.getMatchRun({ runId });
  const anew = await cast.admin.matching.verifyMatchRun({ runId });
  expect(anew).toMatchObject({ equal: true, differenceCount: 0, proposalsRecomputed: mentees });
  expect([anew.inputDigest, anew.outputDigest]).toEqual([run?.inputDigest, run?.outputDigest]);
}

/** Holds what mentors have taken to their live matches, and to what they have room for. */
async function expectSeatsCounted(world: World, cast: Cast): Promise<void> {
  const seats = await rowsOf<{ taken: number; live: number; max_mentees: number }>(
    world,
    cast,
    `select s.taken, s.max_mentees, (
       select count(*)::int4 from matching.match m where m.tenant_id = s.tenant_id and m.programme_id = s.programme_id
         and m.mentor_id = s.mentor_id and m.state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED')) as live
     from matching.mentor_seat s where s.tenant_id = $1`,
  );
  expect(seats.length).toBeGreaterThan(0);
  expect(seats.filter(({ taken, live, max_mentees }) => taken !== live || taken > max_mentees)).toEqual([]);
}

async function proposalsTold(world: World, cast: Cast): Promise<string[]> {
  const text = "select payload from matching.outbox where tenant_id = $1 and subject = 'mentorship.match.proposed'";
  const events = await rowsOf<{ payload: Buffer }>(world, cast, text);
  return events.map(({ payload }) => must(fromBinary(MatchProposedSchema, payload).match).matchId).sort();
}

/** What of a session's life there has to be, each once. */
export interface SessionLife {
  readonly sessionId: string;
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
}

/** Holds every service to a session that the mentor booked, that both came to, and that was completed. */
export async function expectHeldOnce(world: World, cast: Cast, life: SessionLife): Promise<void> {
  const { sessionId, programmeId, mentorId, menteeId } = life;
  await quiet(world);
  const sessions = "select state from scheduling.session where tenant_id = $1";
  expect(await textsOf(world, cast, sessions)).toEqual(["completed"]);
  const events = `select replace(subject, 'mentorship.session.', '') from scheduling.outbox
    where tenant_id = $1 and subject like 'mentorship.session.%'`;
  expect(await textsOf(world, cast, events)).toEqual(
    ["scheduled", "reminder_24h", "reminder_1h", "checked_in", "checked_in", "started", "completed"].sort(),
  );
  const audited = `select replace(action, 'session.', '') from scheduling.audit_entry
    where tenant_id = $1 and entity_type = 'session' and entity_id = $2 and chain = 'changes'`;
  expect(await textsOf(world, cast, audited, sessionId)).toEqual(
    ["scheduled", "reminder_24h", "reminder_1h", "checked_in", "checked_in", "in_progress", "completed"].sort(),
  );
  const both = (kind: string): string[] => [`${kind} ${mentorId}`, `${kind} ${menteeId}`];
  const noticed = "select kind || ' ' || person_id from scheduling.notice_sent where tenant_id = $1";
  expect(await textsOf(world, cast, noticed)).toEqual([...both("reminder_24h"), ...both("reminder_1h")].sort());
  const inbox = `select kind || ' ' || person_id from notification.inbox_item
    where tenant_id = $1 and kind like 'SESSION%'`;
  expect(await textsOf(world, cast, inbox)).toEqual(
    [
      `SESSION_SCHEDULED ${menteeId}`,
      ...both("SESSION_REMINDER_24H"),
      ...both("SESSION_REMINDER_1H"),
      ...both("SESSION_COMPLETED"),
    ].sort(),
  );
  expect(await textsOf(world, cast, "select state from conferencing.link where tenant_id = $1")).toEqual(["ready"]);
  const { programmes } = await cast.admin.programme.getAdminDashboard({ programmeId });
  expect(programmes[0]).toMatchObject({
    sessions: { scheduled: 0n, inProgress: 0n, completed: 1n, cancelled: 0n, mentorNoShow: 0n, learnerNoShow: 0n },
    attendanceUnknown: 0n,
    completionRate: 1,
  });
  await expectNothingBroken(world, cast);
}

/** Nothing was given up or refused on the way, nothing is left due, and the audit chains hold. */
export async function expectNothingBroken(world: World, cast: Cast): Promise<void> {
  for (const service of SERVICES) {
    const odd = `select '${service} ' || type || ' ' || state || ' ' || coalesce(reason, '') from ${service}.inbox
      where tenant_id = $1 and state <> 'done'`;
    expect(await textsOf(world, cast, odd)).toEqual([]);
    const overdue = `select kind from ${service}.due where tenant_id = $1
      and due_at < now() + (select clock_offset_ms from ${service}.tenant where id = $1) * interval '1 millisecond'`;
    expect(await textsOf(world, cast, overdue)).toEqual([]);
  }
  const { intact, chains } = await cast.admin.programme.verifyAudit({});
  expect(chains.filter((chain) => !chain.intact)).toEqual([]);
  expect(intact).toBe(true);
}
