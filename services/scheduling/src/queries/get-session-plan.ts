import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import type { Evidence } from "../domain/attendance.ts";
import { type SessionPlan, planSession } from "../domain/session-plan.ts";
import { isOutcomePending } from "../domain/session.ts";
import { type Instant, formatInstant } from "../domain/time/instant.ts";
import { sessionDueAt } from "../store/due-sessions.ts";
import { findSession } from "../store/load-sessions.ts";

/**
 * The plan of a session at the tenant's time `now`. `isDue`: there is something to do, be it only to say when the next thing is due.
 * `isUntold`: it is over, nobody knows who came, and nobody was told that yet. `lastEvidence`: what was learnt last of who came; null: nothing.
 */
export type PlannedSession = {
  readonly plan: SessionPlan;
  readonly isDue: boolean;
  readonly isUntold: boolean;
  readonly lastEvidence: Evidence | null;
  readonly now: Instant;
};

/** What is due for a session now and what comes next; undefined when there is no such session. */
export function getSessionPlan(
  ctx: SchedulingContext,
  tenantId: string,
  sessionId: string,
): Promise<PlannedSession | undefined> {
  return readTenant(ctx, tenantId, async (db) => {
    const session = await findSession(db, sessionId);
    if (session === undefined) return undefined;
    const now = db.now.getTime();
    const plan = planSession(session.record, session.evidence, session.sent, session.settings, now);
    const dueAt = (await sessionDueAt(db, sessionId))?.getTime();
    const isUntold = isOutcomePending(session.record, now) && !session.outcomePendingTold;
    const lastEvidence = lastOf(session.evidence);
    return { plan, now, lastEvidence, isUntold, isDue: plan.dueNow.length > 0 || isUntold || dueAt !== plan.next?.at };
  });
}

const lastOf = (evidence: readonly Evidence[]): Evidence | null =>
  evidence.reduce<Evidence | null>(
    (last, one) => (last === null || one.recordedAt >= last.recordedAt ? one : last),
    null,
  );

/** What is due, or waited for, and why the session stands where it stands: a sentence for histories. */
export function wordsOf({ plan, isDue, isUntold }: PlannedSession): string {
  const due = plan.dueNow.map((step) => step.kind.replaceAll("_", " "));
  if (due.length > 0) return `due now: ${due.join(", ")} (${plan.why})`;
  if (isUntold) return `due now: telling that its outcome is pending (${plan.why})`;
  if (isDue) return `the moment waited for has come (${plan.why})`;
  if (plan.next === null) return plan.why;
  return `${plan.why}; next: ${plan.next.kind.replaceAll("_", " ")} at ${formatInstant(plan.next.at)}`;
}
