import { SessionState } from "@mentorship/client/v1";
import { must } from "../../../src/testing/index.ts";
import { clientsOf } from "../match-life/stage.ts";
import { endOf, type Life, type ModelSession, peopleOf } from "./model.ts";
import { events, notifications } from "./agreement-of-events.ts";
import { all, apart, rowsOf, textsOf } from "./recount.ts";
import type { Stage } from "./stage.ts";

/** What is not as the rows of sessions say it has to be, anywhere on the platform. Empty: everything agrees. */
export async function disagreements(stage: Stage, life: Life, reader: string): Promise<string[]> {
  const found = await Promise.all([
    overlaps(stage),
    time(stage, life),
    audit(stage, life),
    events(stage, life),
    notifications(stage),
    reminders(stage, life),
    links(stage, life),
    projection(stage, life),
    dashboard(stage, life),
    list(stage, life, reader),
  ]);
  return found.flat();
}

/** Nobody is at two places: compared without the constraint's own operators. */
const overlaps = (stage: Stage): Promise<string[]> =>
  textsOf(
    stage,
    `select 'twice at a time: ' || a.person_id || ' ' || a.session_id || ' ' || b.session_id as row
      from scheduling.session_participant a join scheduling.session_participant b
        on b.tenant_id = a.tenant_id and b.person_id = a.person_id and b.session_id > a.session_id and a.active and b.active
      where a.tenant_id = $1 and lower(a.during) < upper(b.during) and lower(b.during) < upper(a.during)`,
  );

/** The time that is taken: by people of sessions that are not cancelled, and of holds. A request that waits has its hold. */
async function time(stage: Stage, life: Life): Promise<string[]> {
  const taken = await textsOf(
    stage,
    `select session_id || ' ' || person_id || ' ' || (extract(epoch from lower(during)) * 1000)::int8 as row
      from scheduling.session_participant where tenant_id = $1 and active and kind = 'session'`,
  );
  const sessions = all(life)
    .filter(({ state }) => state !== "cancelled")
    .flatMap((one) => peopleOf(one).map((person) => `${one.id} ${person} ${one.startsAt}`));
  const holding = await textsOf(
    stage,
    "select id || ' ' || kind as row from scheduling.slot_hold where tenant_id = $1 and kind = 'request'",
  );
  const waiting = [...life.requests.values()]
    .filter(({ state }) => state === "pending")
    .map(({ id }) => `${id} request`);
  const ended = [...life.holds.values()].filter(({ matchId }) => !must(life.matches.get(matchId)).live);
  const halves = await textsOf(
    stage,
    `select session_id || ' ' || count(*) as row from scheduling.session_participant p
      where tenant_id = $1 and kind = 'hold' group by session_id
      having count(*) <> 2 or not exists (select from scheduling.slot_hold h where h.tenant_id = $1 and h.id = p.session_id)`,
  );
  return [
    ...apart("time", sessions, taken),
    ...apart("holds of requests", waiting, holding),
    ...ended.map(({ id }) => `holds: ${id} is of a match that has ended`),
    ...halves.map((row) => `holds: half of one, ${row}`),
  ];
}

/** The last entry of each session tells it as it stands, and there is one entry for each that was booked. */
async function audit(stage: Stage, life: Life): Promise<string[]> {
  const entries = await textsOf(
    stage,
    `select distinct on (entity_id) entity_id || ' ' || (after ->> 'state') || ' ' || (after ->> 'schedule_version') || ' ' ||
        (select string_agg(p ->> 'person_id', ',' order by p ->> 'person_id') from jsonb_array_elements(after -> 'participants') p) as row
      from scheduling.audit_entry where tenant_id = $1 and entity_type = 'session' and chain = 'changes' and after ? 'state'
      order by entity_id, sequence desc`,
  );
  const told = all(life).map(
    (one) => `${one.id} ${one.state} ${one.scheduleVersion} ${peopleOf(one).sort().join(",")}`,
  );
  return apart("audit", told, entries);
}

/** Nobody was reminded before it was time, after the session had begun, or twice of one time; who was due was reminded. */
async function reminders(stage: Stage, life: Life): Promise<string[]> {
  const early = await textsOf(
    stage,
    `select 'reminders: at the wrong time ' || n.kind || ' ' || n.person_id || ' ' || n.session_id as row
      from scheduling.notice_sent n join scheduling.session s on s.tenant_id = n.tenant_id and s.id = n.session_id
      where n.tenant_id = $1 and n.schedule_version = s.schedule_version and (n.sent_at >= s.starts_at
        or n.sent_at < s.starts_at - case n.kind when 'reminder_1h' then interval '1 hour' else interval '1 day' end)`,
  );
  const sent = new Set(
    await textsOf(
      stage,
      `select session_id || ' ' || person_id || ' ' || schedule_version || ' ' || kind as row
        from scheduling.notice_sent where tenant_id = $1`,
    ),
  );
  const rows = await rowsOf<{ id: string; time_set_at: Date }>(
    stage,
    "select id, time_set_at from scheduling.session where tenant_id = $1 and state <> 'cancelled'",
  );
  const missing = rows.flatMap(({ id, time_set_at }) => {
    const session = must(life.sessions.get(id));
    const hour = session.startsAt - 3_600_000;
    // A clock stops at each moment that something is due at, so nothing is too late. A little real time may pass since.
    if (hour < time_set_at.getTime() || hour > life.now - 5_000) return [];
    return peopleOf(session)
      .map((person) => `${id} ${person} ${session.scheduleVersion} reminder_1h`)
      .filter((key) => !sent.has(key));
  });
  return [...early, ...missing.map((key) => `reminders: missing ${key}`)];
}

/** Each session by video has one link, which is gone where it was cancelled. */
async function links(stage: Stage, life: Life): Promise<string[]> {
  const found = await textsOf(
    stage,
    "select session_id || ' ' || (state = 'removed') as row from conferencing.link where tenant_id = $1",
  );
  return apart(
    "links",
    all(life).map(({ id, state }) => `${id} ${state === "cancelled"}`),
    found,
  );
}

/** The rows that programme keeps of sessions. */
async function projection(stage: Stage, life: Life): Promise<string[]> {
  const found = await textsOf(
    stage,
    "select id || ' ' || lower(state) as row from programme.session_row where tenant_id = $1",
  );
  return apart(
    "programme's rows",
    all(life).map(({ id, state }) => `${id} ${state}`),
    found,
  );
}

async function dashboard({ cast, programmeIds }: Stage, life: Life): Promise<string[]> {
  const { programmes } = await cast.admin.programme.getAdminDashboard({});
  return programmeIds.flatMap((programmeId) => {
    const own = all(life).filter((one) => one.programmeId === programmeId);
    const of = (state: ModelSession["state"]): bigint => BigInt(own.filter((one) => one.state === state).length);
    const unknown = own.filter(
      (one) => (one.state === "scheduled" || one.state === "in_progress") && endOf(one) <= life.now,
    );
    const found = must(programmes.find((one) => one.programmeId === programmeId));
    const { sessions, attendanceUnknown } = found;
    const shown = [
      sessions?.scheduled,
      sessions?.inProgress,
      sessions?.completed,
      sessions?.cancelled,
      sessions?.mentorNoShow,
      sessions?.learnerNoShow,
      attendanceUnknown,
    ].join(" ");
    const counted = [
      of("scheduled"),
      of("in_progress"),
      of("completed"),
      of("cancelled"),
      of("mentor_no_show"),
      of("learner_no_show"),
      BigInt(unknown.length),
    ].join(" ");
    return apart(`dashboard of ${programmeId}`, [counted], [shown]);
  });
}

/** What one person finds in their list. */
async function list({ cast }: Stage, life: Life, reader: string): Promise<string[]> {
  if (life.suspended.has(reader)) return [];
  const isMentor = [...life.matches.values()].some(({ mentorId }) => mentorId === reader);
  const { scheduling } = await clientsOf(cast, isMentor ? "mentor" : "mentee", reader);
  const { sessions } = await scheduling.listSessions({ pageSize: 200 });
  return apart(
    `list of ${reader}`,
    all(life)
      .filter((one) => peopleOf(one).includes(reader))
      .map(({ id, state }) => `${id} ${state.toUpperCase()}`),
    sessions.map(({ sessionId, state }) => `${sessionId} ${SessionState[state]}`),
  );
}
