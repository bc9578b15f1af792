import type { SchedulingContext } from "../context.ts";
import type { Evidence } from "../domain/attendance.ts";
import { formatInstant } from "../domain/time/instant.ts";
import { getSessionPlan as planSession, wordsOf } from "../queries/get-session-plan.ts";
import type { LastEvidence, SessionLifecycleInput, SessionPlanAnswer } from "../workflows/types.ts";
import { asActivity } from "./as-activity.ts";

const NO_SESSION: SessionPlanAnswer = {
  phase: "gone",
  isDue: false,
  isFinished: true,
  nextKind: "",
  nextAt: "",
  waitMs: 0,
  words: "there is no such session",
  lastEvidence: null,
};

/** Asks the rows what is due for a session now and what comes next. Tenant time runs as fast as real time, so waits are the same in both. */
export const getSessionPlan = (ctx: SchedulingContext) => (input: SessionLifecycleInput) =>
  asActivity(async (): Promise<SessionPlanAnswer> => {
    const planned = await planSession(ctx, input.tenantId, input.sessionId);
    if (planned === undefined) return NO_SESSION;
    const { phase, finished, next } = planned.plan;
    return {
      phase,
      isDue: planned.isDue,
      isFinished: finished,
      nextKind: next?.kind ?? "",
      nextAt: next === null ? "" : formatInstant(next.at),
      waitMs: next === null ? 0 : Math.max(1, next.at - planned.now),
      words: wordsOf(planned),
      lastEvidence: planned.lastEvidence === null ? null : tellOf(planned.lastEvidence),
    };
  });

const tellOf = (one: Evidence): LastEvidence => ({
  evidenceId: one.id,
  personId: one.personId,
  source: one.source,
  says: one.kind,
  fromAt: formatInstant(one.from),
  recordedAt: formatInstant(one.recordedAt),
});
