import { appendAudit } from "@mentorship/shared/audit";
import { putDue, removeDue } from "@mentorship/shared/clock";
import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { applyRuling } from "../domain/decisions/apply-ruling.ts";
import type { ReminderKind } from "../domain/reminders.ts";
import { type DueStep, planSession } from "../domain/session-plan.ts";
import { isOutcomePending } from "../domain/session.ts";
import { outcomePendingEvent, reminderEvent } from "../events/publish.ts";
import { SESSION_DUE } from "../store/due-sessions.ts";
import type { Session } from "../store/load-sessions.ts";
import { insertNotices, updateSession } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { auditOf, keepSession } from "./keep-session.ts";

/** What was done, in the words of the plan, for histories. */
export type Advance = { readonly session: Session; readonly done: readonly string[] };

// A session can owe a reminder, a beginning, a ruling and an end at once; more rounds would be a plan that never settles.
const MOST_ROUNDS = 8;

/**
 * Does whatever is due for a locked session now, as its rows say, whoever asks: reminders, rulings, telling that nobody knows who came.
 * Then says when something is due next.
 */
export async function advanceSession(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  locked: Session,
): Promise<Advance> {
  const done: string[] = [];
  let session = locked;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { dueNow } = planAt(session, trx);
    if (dueNow.length === 0) return { session: await settle(trx, session, done), done };
    for (const step of dueNow) {
      session = await perform(ctx, trx, session, step);
      done.push(step.kind === "rule_attendance" ? `${session.record.state}: ${step.ruling.reason}` : step.kind);
    }
  }
  throw new Error(`session ${locked.record.id} does not settle: ${done.join(", ")}`);
}

function planAt({ record, evidence, sent, settings }: Session, { now }: Trx<SchedulingTables>) {
  return planSession(record, evidence, sent, settings, now.getTime());
}

async function perform(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  session: Session,
  step: DueStep,
): Promise<Session> {
  if (step.kind !== "rule_attendance") return remind(trx, session, step.kind, step.personIds);
  const decision = applyRuling(session.record, step.ruling, trx.now.getTime());
  return keepSession(ctx, trx, session, decision, { action: `session.${decision.record.state}` });
}

/** One event for all who are still to be reminded; what was decided is kept by person, schedule version and kind. */
async function remind(
  trx: Trx<SchedulingTables>,
  session: Session,
  kind: ReminderKind,
  personIds: readonly string[],
): Promise<Session> {
  const { record } = session;
  const reminded = await insertNotices(trx, record, kind, personIds);
  const notices = personIds.map((personId) => ({ personId, kind, scheduleVersion: record.scheduleVersion }));
  const kept: Session = { ...session, sent: [...session.sent, ...notices] };
  if (reminded.length === 0) return kept;
  appendOutbox(trx, [reminderEvent(kept, kind, trx.now.getTime())]);
  appendAudit(trx, {
    action: `session.${kind}`,
    entity: { type: "session", id: record.id },
    before: null,
    after: { schedule_version: record.scheduleVersion, person_ids: reminded },
  });
  return kept;
}

async function settle(trx: Trx<SchedulingTables>, session: Session, done: string[]): Promise<Session> {
  const now = trx.now.getTime();
  const told = isOutcomePending(session.record, now) && !session.outcomePendingTold;
  const settled = told ? await tellPending(trx, session) : session;
  if (told) done.push("outcome pending");
  const { next } = planAt(settled, trx);
  if (next === null) await removeDue(trx, SESSION_DUE, session.record.id);
  else await putDue(trx, { kind: SESSION_DUE, id: session.record.id, dueAt: new Date(next.at) });
  return settled;
}

async function tellPending(trx: Trx<SchedulingTables>, session: Session): Promise<Session> {
  const record = { ...session.record, version: session.record.version + 1 };
  const told: Session = { ...session, record, outcomePendingTold: true };
  await updateSession(trx, session.record, record, true);
  appendOutbox(trx, [outcomePendingEvent(told, trx.now.getTime())]);
  appendAudit(trx, {
    action: "session.outcome_pending",
    entity: { type: "session", id: record.id },
    before: auditOf(session.record),
    after: auditOf(record),
  });
  return told;
}
