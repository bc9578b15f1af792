import { CancelledFailure, Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import { type Call, systemCall } from "@mentorship/shared/call";
import { DomainError, isRefusal } from "@mentorship/shared/errors";
import type { Logger } from "@mentorship/shared/log";
import { isInfrastructureFault } from "@mentorship/shared/postgres";
import { matchingRunId } from "../workflows/names.ts";
import type { RunRef } from "../workflows/types.ts";

const beatMs = 1_000;
const mostFaults = 5;

/**
 * Does the work of an activity with a heartbeat each second, so that a worker that dies is noticed within seconds. `signal` aborts when
 * the run is cancelled. A refusal is final; what is away is tried until it is back; a fault of the work itself at most five times.
 */
export async function asActivity<R>(log: Logger, run: RunRef, work: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), beatMs);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure("the run was cancelled", [], error as Error);
    throw failureOf(error, context.info.attempt, log.child({ run: run.runId, activity: context.info.activityType }));
  } finally {
    clearInterval(beat);
  }
}

/** The call of one step of a run: claimed once, by a step name that is the same on every try. */
export const stepCall = (run: RunRef, step: string): Call =>
  systemCall(
    run.tenantId,
    "matching-run",
    { kind: "step", workflowId: matchingRunId(run.programmeId, run.runId), step },
    run.traceId,
  );

function failureOf(error: unknown, attempt: number, log: Logger): ApplicationFailure {
  const message = error instanceof Error ? error.message : "an unknown fault";
  const cause = error instanceof Error ? { cause: error } : {};
  if (isRefusal(error)) return ApplicationFailure.create({ message, type: error.reason, nonRetryable: true, ...cause });
  const away = isInfrastructureFault(error);
  const nonRetryable = !away && attempt >= mostFaults;
  log.warn({ err: error, attempt, final: nonRetryable }, "a step of a run failed");
  const type = error instanceof DomainError ? error.reason : away ? "AWAY" : "FAULT";
  return ApplicationFailure.create({ message, type, nonRetryable, ...cause });
}
