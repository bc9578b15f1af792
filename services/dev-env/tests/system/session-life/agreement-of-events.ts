import { type DescMessage, fromBinary } from "@bufbuild/protobuf";
import {
  SessionCancelledSchema,
  SessionCompletedSchema,
  type SessionCompleted,
  SessionNoShowSchema,
  SessionReminder1hSchema,
  SessionReminder24hSchema,
  SessionRescheduledSchema,
  SessionScheduledSchema,
  SessionStartedSchema,
} from "@mentorship/client/events/v1";
import { SessionState } from "@mentorship/client/v1";
import { must } from "../../../src/testing/index.ts";
import type { Life } from "./model.ts";
import { all, apart, rowsOf, textsOf } from "./recount.ts";
import type { Stage } from "./stage.ts";

const actions: Readonly<Record<string, string>> = {
  in_progress: "started",
  mentor_no_show: "no_show",
  learner_no_show: "no_show",
};
const told = new Set([
  "scheduled",
  "rescheduled",
  "cancelled",
  "started",
  "completed",
  "no_show",
  "reminder_24h",
  "reminder_1h",
]);

/** One event for each change that the audit holds, and the last one of a session tells it as it stands. */
export async function events(stage: Stage, life: Life): Promise<string[]> {
  const audited = await textsOf(
    stage,
    `select entity_id || ' ' || replace(action, 'session.', '') as row from scheduling.audit_entry
      where tenant_id = $1 and entity_type = 'session' and chain = 'changes'`,
  );
  const expected = audited
    .map((row) => row.split(" ") as [string, string])
    .map(([id, action]) => [id, actions[action] ?? action] as const)
    .filter(([, kind]) => told.has(kind))
    .map(([id, kind]) => `${id} ${kind}`);
  const published = await eventsOf(stage);
  const newest = new Map(published.map((event) => [event.sessionId, event]));
  const counts = all(life).flatMap(({ id, scheduleVersion, state }) => [
    `${id} scheduled 1`,
    `${id} rescheduled ${scheduleVersion - 1}`,
    `${id} cancelled ${state === "cancelled" ? 1 : 0}`,
  ]);
  const count = (id: string, kind: string): number =>
    published.filter((event) => event.sessionId === id && event.kind === kind).length;
  const counted = all(life).flatMap(({ id }) =>
    ["scheduled", "rescheduled", "cancelled"].map((kind) => `${id} ${kind} ${count(id, kind)}`),
  );
  return [
    ...apart(
      "events",
      expected,
      published.map(({ sessionId, kind }) => `${sessionId} ${kind}`),
    ),
    ...apart("counts of events", counts, counted),
    ...apart(
      "newest events",
      all(life).map(({ id, state }) => `${id} ${state.toUpperCase()}`),
      [...newest.values()].map(({ sessionId, state }) => `${sessionId} ${state}`),
    ),
  ];
}

const schemas: Readonly<Record<string, DescMessage>> = {
  scheduled: SessionScheduledSchema,
  rescheduled: SessionRescheduledSchema,
  cancelled: SessionCancelledSchema,
  started: SessionStartedSchema,
  completed: SessionCompletedSchema,
  no_show: SessionNoShowSchema,
  reminder_24h: SessionReminder24hSchema,
  reminder_1h: SessionReminder1hSchema,
};

interface Told {
  readonly kind: string;
  readonly sessionId: string;
  readonly state: string;
  readonly people: readonly string[];
  readonly actorId: string;
}

/** What was published of sessions, oldest first. */
async function eventsOf(stage: Stage): Promise<Told[]> {
  const rows = await rowsOf<{ kind: string; payload: Buffer }>(
    stage,
    `select replace(subject, 'mentorship.session.', '') as kind, payload from scheduling.outbox
      where tenant_id = $1 and subject like 'mentorship.session.%' order by position`,
  );
  return rows.flatMap(({ kind, payload }) => {
    const schema = schemas[kind];
    if (schema === undefined) return [];
    const { header, session } = fromBinary(schema, payload) as unknown as SessionCompleted;
    const { sessionId, state, participants } = must(session);
    const people = participants.map(({ personId }) => personId);
    return [{ kind, sessionId, state: SessionState[state] ?? "", people, actorId: header?.actorId ?? "" }];
  });
}

/** Everybody of the session is told of each event once, but for the one who did it. */
export async function notifications(stage: Stage): Promise<string[]> {
  const expected = (await eventsOf(stage))
    .filter(({ kind }) => kind !== "started")
    .flatMap(({ kind, sessionId, people, actorId }) =>
      people.filter((id) => id !== actorId).map((id) => `${id} SESSION_${kind.toUpperCase()} ${sessionId}`),
    );
  const found = await textsOf(
    stage,
    `select person_id || ' ' || kind || ' ' || session_id as row from notification.inbox_item
      where tenant_id = $1 and kind in ('SESSION_SCHEDULED', 'SESSION_RESCHEDULED', 'SESSION_CANCELLED', 'SESSION_REMINDER_24H',
        'SESSION_REMINDER_1H', 'SESSION_NO_SHOW', 'SESSION_COMPLETED')`,
  );
  return apart("notifications", expected, found);
}
