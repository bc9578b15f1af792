import { fromBinary } from "@bufbuild/protobuf";
import {
  MatchAcceptedByMentorSchema,
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchProposedSchema,
  MatchTerminatedSchema,
} from "@mentorship/client/events/v1";
import { ApplicationRole, ApplicationState, MatchEndReason, MatchState } from "@mentorship/client/v1";
import { must } from "../../../src/testing/index.ts";
import { isLive, type Life, type ModelMatch } from "./model.ts";
import { listedFor, type Stage } from "./stage.ts";

/** What is not as the rows of matches say it has to be, anywhere on the platform. Empty: everything agrees. */
export async function disagreements(stage: Stage, life: Life, reader: string): Promise<string[]> {
  const found = await Promise.all([
    seats(stage, life),
    projections(stage),
    events(stage, life),
    audit(stage, life),
    notifications(stage, life),
    followUps(stage, life),
    applications(stage, life),
    dashboard(stage, life),
    lists(stage, life, reader),
  ]);
  return [...rules(life), ...found.flat()];
}

const rowsOf = <Row>({ world, cast }: Stage, text: string): Promise<Row[]> => world.sql<Row>(text, [cast.tenantId]);
const all = (life: Life): ModelMatch[] => [...life.matches.values()];
/** In what two lists of texts differ, counted. */
function apart(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const count = new Map<string, number>();
  for (const each of expected) count.set(each, (count.get(each) ?? 0) + 1);
  for (const each of found) count.set(each, (count.get(each) ?? 0) - 1);
  return [...count].flatMap(([each, n]) => (n === 0 ? [] : [`${what}: ${n > 0 ? "missing" : "too many"} ${each}`]));
}

/** What may not be, once everything is settled, however it came about. */
function rules(life: Life): string[] {
  const live = all(life).filter(isLive);
  const twice = live.filter((match) => live.some((other) => other !== match && other.menteeId === match.menteeId));
  const stays = live.filter(({ state, mentorId, menteeId }) => {
    if (life.mentees.get(menteeId) === true) return true;
    const left = life.mentors.get(mentorId)?.state !== "APPROVED";
    const out = left || life.suspended.has(mentorId) || life.suspended.has(menteeId) || life.programme === "COMPLETED";
    return out && state !== "ACCEPTED";
  });
  return [
    ...twice.map(({ menteeId }) => `rules: ${menteeId} has two live matches`),
    ...stays.map(({ mentorId, menteeId, state }) => `rules: ${mentorId}-${menteeId} should have ended in ${state}`),
  ];
}

async function seats(stage: Stage, life: Life): Promise<string[]> {
  const rows = await rowsOf<{ mentor_id: string; taken: number; max_mentees: number }>(
    stage,
    "select mentor_id, taken, max_mentees from matching.mentor_seat where tenant_id = $1",
  );
  const expected = [...life.mentors].map(([id, mentor]) => {
    const taken = all(life).filter((match) => isLive(match) && match.mentorId === id).length;
    return `${id} ${taken} of ${mentor.seats}`;
  });
  return apart(
    "seats",
    expected,
    rows.map((row) => `${row.mentor_id} ${row.taken} of ${row.max_mentees}`),
  );
}

/** The rows that other services keep of matches. */
async function projections(stage: Stage): Promise<string[]> {
  const own = "select id || ' ' || state || ' ' || version as row from matching.match where tenant_id = $1";
  const [matches, programme, scheduling] = await Promise.all(
    [
      own,
      "select id || ' ' || state || ' ' || version as row from programme.match_row where tenant_id = $1",
      "select id || ' ' || upper(state) || ' ' || version as row from scheduling.match_facts where tenant_id = $1",
    ].map(async (text) => (await rowsOf<{ row: string }>(stage, text)).map(({ row }) => row)),
  );
  return [
    ...apart("programme's rows", matches ?? [], programme ?? []),
    ...apart("scheduling's rows", matches ?? [], scheduling ?? []),
  ];
}

/** The states that a match went through. */
const path = ({ state, seen, end }: ModelMatch, accepted: boolean): string[] => [
  "PROPOSED",
  ...(seen ? ["ACCEPTED_BY_MENTOR"] : []),
  ...(accepted ? ["ACCEPTED"] : []),
  ...(end === "" ? [] : [state]),
];

/** Every match's way as texts `match version state`. */
async function ways(stage: Stage, life: Life): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    stage,
    "select id from matching.match where tenant_id = $1 and accepted_at is not null",
  );
  const accepted = new Set(rows.map(({ id }) => id));
  return all(life).flatMap((match) =>
    path(match, accepted.has(match.id)).map((state, n) => `${match.id} ${n + 1} ${state}`),
  );
}

const schemas = {
  "mentorship.match.proposed": MatchProposedSchema,
  "mentorship.match.accepted_by_mentor": MatchAcceptedByMentorSchema,
  "mentorship.match.accepted": MatchAcceptedSchema,
  "mentorship.match.declined": MatchDeclinedSchema,
  "mentorship.match.terminated": MatchTerminatedSchema,
};

async function events(stage: Stage, life: Life): Promise<string[]> {
  const rows = await rowsOf<{ subject: keyof typeof schemas; payload: Buffer }>(
    stage,
    "select subject, payload from matching.outbox where tenant_id = $1 and subject like 'mentorship.match.%'",
  );
  const told = rows.map(({ subject, payload }) => {
    const { matchId, version, state } = must(fromBinary(schemas[subject], payload).match);
    return `${matchId} ${version} ${MatchState[state]}`;
  });
  return apart("events", await ways(stage, life), told);
}

async function audit(stage: Stage, life: Life): Promise<string[]> {
  const rows = await rowsOf<{ row: string }>(
    stage,
    `select entity_id || ' ' || (after->>'version') || ' ' || (after->>'state') as row from matching.audit_entry
      where tenant_id = $1 and entity_type = 'match' and chain = 'changes'`,
  );
  return apart(
    "audit",
    await ways(stage, life),
    rows.map(({ row }) => row),
  );
}

const byMentor: ReadonlySet<string> = new Set(["TERMINATED_BY_MENTOR", "MENTOR_UNAVAILABLE"]);
const byMentee: ReadonlySet<string> = new Set(["TERMINATED_BY_MENTEE", "MENTEE_WITHDREW"]);

/** Whom a match has to have told of what: the other side, both where it was neither, a mentee only of what they had seen. */
function noticesOf(match: ModelMatch, accepted: boolean): string[] {
  const { id, mentorId, menteeId, state, seen, end } = match;
  const terminated = state === "TERMINATED";
  return [
    `${mentorId} MATCH_PROPOSED ${id}`,
    `${menteeId} MATCH_PROPOSED -`,
    ...(seen ? [`${menteeId} MATCH_ACCEPTED_BY_MENTOR ${id}`] : []),
    ...(accepted ? [`${mentorId} MATCH_ACCEPTED ${id}`] : []),
    ...(end === "DECLINED_BY_MENTEE" ? [`${mentorId} MATCH_DECLINED ${id}`] : []),
    ...(terminated && !byMentor.has(end) ? [`${mentorId} MATCH_TERMINATED ${id}`] : []),
    ...(terminated && seen && !byMentee.has(end) ? [`${menteeId} MATCH_TERMINATED ${id}`] : []),
  ];
}

async function notifications(stage: Stage, life: Life): Promise<string[]> {
  const [items, accepted] = await Promise.all([
    rowsOf<{ row: string }>(
      stage,
      `select person_id || ' ' || kind || ' ' || coalesce(match_id::text, '-') as row from notification.inbox_item
        where tenant_id = $1 and kind like 'MATCH%'`,
    ),
    rowsOf<{ id: string }>(stage, "select id from matching.match where tenant_id = $1 and accepted_at is not null"),
  ]);
  const both = new Set(accepted.map(({ id }) => id));
  return apart(
    "notifications",
    all(life).flatMap((match) => noticesOf(match, both.has(match.id))),
    items.map(({ row }) => row),
  );
}

async function followUps(stage: Stage, life: Life): Promise<string[]> {
  const rows = await rowsOf<{ row: string }>(
    stage,
    `select match_id || ' ' || kind || ' ' || (done_at is not null) as row from matching.follow_up where tenant_id = $1`,
  );
  const kinds = ["SESSIONS_CANCELLED", "LINKS_REMOVED", "PEOPLE_TOLD"];
  const expected = all(life)
    .filter((match) => !isLive(match))
    .flatMap(({ id }) => kinds.map((kind) => `${id} ${kind} true`));
  return apart(
    "follow-ups",
    expected,
    rows.map(({ row }) => row),
  );
}

/** What programme answers of applications: a mentee is matched while there is a live match of theirs. */
async function applications({ cast, programmeId }: Stage, life: Life): Promise<string[]> {
  const answer = await cast.admin.programme.listApplications({ programmeId, pageSize: 200 });
  const matched = new Set(
    all(life)
      .filter(isLive)
      .map(({ menteeId }) => menteeId),
  );
  const mentees = [...life.mentees].map(([id, withdrawn]) => {
    return `${id} ${withdrawn ? "WITHDRAWN" : matched.has(id) ? "MATCHED" : "APPLIED"}`;
  });
  const mentors = [...life.mentors].map(([id, { state }]) => `${id} ${state}`);
  const found = answer.applications
    .filter(({ role }) => role !== ApplicationRole.UNSPECIFIED)
    .map(({ person, state }) => `${must(person).personId} ${ApplicationState[state]}`);
  return apart("applications", [...mentors, ...mentees], found);
}

async function dashboard({ cast, programmeId }: Stage, life: Life): Promise<string[]> {
  const { programmes } = await cast.admin.programme.getAdminDashboard({ programmeId });
  const { matches, matchesEnded } = must(programmes[0]);
  const shown = [
    `PROPOSED ${matches?.proposed}`,
    `ACCEPTED_BY_MENTOR ${matches?.acceptedByMentor}`,
    `ACCEPTED ${matches?.accepted}`,
    `DECLINED ${matches?.declined}`,
    `TERMINATED ${matches?.terminated}`,
    ...matchesEnded.map(({ endReason, count }) => `${MatchEndReason[endReason]} ${count}`),
  ];
  const states = ["PROPOSED", "ACCEPTED_BY_MENTOR", "ACCEPTED", "DECLINED", "TERMINATED"];
  const counted = states.map((state) => `${state} ${all(life).filter((match) => match.state === state).length}`);
  const ends = Map.groupBy(
    all(life).filter((match) => !isLive(match)),
    ({ end }) => end,
  );
  return apart("dashboard", [...counted, ...[...ends].map(([end, of]) => `${end} ${of.length}`)], shown);
}

/** What one person finds in their list: a mentor all of theirs, a mentee only what the mentor has accepted. */
async function lists(stage: Stage, life: Life, reader: string): Promise<string[]> {
  if (life.suspended.has(reader)) return [];
  const role = life.mentors.has(reader) ? "mentor" : "mentee";
  const theirs = all(life).filter((match) =>
    role === "mentor" ? match.mentorId === reader : match.menteeId === reader && match.seen,
  );
  return apart(
    `list of ${reader}`,
    theirs.map(({ id }) => id),
    await listedFor(stage, role, reader),
  );
}
