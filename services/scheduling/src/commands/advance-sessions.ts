import { appendAudit } from "@mentorship/shared/audit";
import { type Due, putDue, removeDue } from "@mentorship/shared/clock";
import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { applyRuling } from "../domain/decisions/apply-ruling.ts";
import type { ReminderKind, SentNotice } from "../domain/reminders.ts";
import { type DueStep, planSession } from "../domain/session-plan.ts";
import { isOutcomePending } from "../domain/session.ts";
import { outcomePendingEvent, reminderEvent } from "../events/publish.ts";
import { SESSION_DUE } from "../store/due-sessions.ts";
import type { Session } from "../store/load-sessions.ts";
import { insertNotices, updateOutcomes } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { auditOf, foldDecision } from "./keep-session.ts";

/** What was done, in the words of the plan, for histories. */
export type Advance = { readonly session: Session; readonly done: readonly string[] };

// A session can owe a reminder, a beginning, a ruling and an end at once; more rounds would be a plan that never settles.
const MOST_ROUNDS = 8;

/**
 * Does whatever is due for locked sessions of one tenant now, in as many statements for a thousand as for one, and says when something is
 * due next for each. Their locks make what was loaded of them the truth until this transaction ends.
 */
export async function advanceSessions(
  ctx: Pick<SchedulingContext, "data">,
  trx: Trx<SchedulingTables>,
  locked: readonly Session[],
): Promise<Advance[]> {
  const advances = locked.map((session) => advance(ctx, trx, session));
  const changed = advances.map(({ session }) => session).filter((session, index) => isChanged(locked[index], session));
  await updateOutcomes(trx, changed);
  await insertNotices(
    trx,
    advances.flatMap(({ session }, index) => newNotices(locked[index] as Session, session)),
  );
  const waiting = advances.map(({ session }) => ({ id: session.record.id, next: planAt(session, trx).next }));
  await putDue(
    trx,
    waiting.flatMap(({ id, next }): Due[] =>
      next === null ? [] : [{ kind: SESSION_DUE, id, dueAt: new Date(next.at) }],
    ),
  );
  const done = waiting.filter(({ next }) => next === null).map(({ id }) => id);
  await removeDue(trx, SESSION_DUE, done);
  return advances;
}

function advance(ctx: Pick<SchedulingContext, "data">, trx: Trx<SchedulingTables>, locked: Session): Advance {
  const done: string[] = [];
  let session = locked;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { dueNow } = planAt(session, trx);
    if (dueNow.length === 0) return tellPending(trx, session, done);
    for (const step of dueNow) {
      session = perform(ctx, trx, session, step);
      done.push(step.kind === "rule_attendance" ? `${session.record.state}: ${step.ruling.reason}` : step.kind);
    }
  }
  throw new Error(`session ${locked.record.id} does not settle: ${done.join(", ")}`);
}

function planAt({ record, evidence, sent, settings }: Session, { now }: Trx<SchedulingTables>) {
  return planSession(record, evidence, sent, settings, now.getTime());
}

function perform(
  ctx: Pick<SchedulingContext, "data">,
  trx: Trx<SchedulingTables>,
  session: Session,
  step: DueStep,
): Session {
  if (step.kind !== "rule_attendance") return remind(trx, session, step.kind, step.personIds);
  const decision = applyRuling(session.record, step.ruling, trx.now.getTime());
  return foldDecision(ctx, trx, session, decision, { action: `session.${decision.record.state}` }).kept;
}

/** One event for all who are still to be reminded; what was decided is kept by person, schedule version and kind. */
function remind(
  trx: Trx<SchedulingTables>,
  session: Session,
  kind: ReminderKind,
  personIds: readonly string[],
): Session {
  const { id, scheduleVersion } = session.record;
  const notices = personIds.map((personId): SentNotice => ({ personId, kind, scheduleVersion }));
  const kept: Session = { ...session, sent: [...session.sent, ...notices] };
  appendOutbox(trx, [reminderEvent(kept, kind, trx.now.getTime())]);
  appendAudit(trx, {
    action: `session.${kind}`,
    entity: { type: "session", id },
    before: null,
    after: { schedule_version: scheduleVersion, person_ids: personIds },
  });
  return kept;
}

/** Says once that a session is over and nobody knows who came. */
function tellPending(trx: Trx<SchedulingTables>, session: Session, done: readonly string[]): Advance {
  const now = trx.now.getTime();
  if (!isOutcomePending(session.record, now) || session.outcomePendingTold) return { session, done };
  const record = { ...session.record, version: session.record.version + 1 };
  const told: Session = { ...session, record, outcomePendingTold: true };
  appendOutbox(trx, [outcomePendingEvent(told, now)]);
  appendAudit(trx, {
    action: "session.outcome_pending",
    entity: { type: "session", id: record.id },
    before: auditOf(session.record),
    after: auditOf(record),
  });
  return { session: told, done: [...done, "outcome pending"] };
}

const isChanged = (before: Session | undefined, after: Session): boolean => before?.record !== after.record;

const newNotices = (before: Session, after: Session) =>
  after.sent.slice(before.sent.length).map((notice) => ({ ...notice, sessionId: after.record.id }));
