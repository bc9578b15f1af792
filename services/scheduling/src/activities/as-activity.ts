import { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import { type Call, systemCall } from "@mentorship/shared/call";
import { isRefusal } from "@mentorship/shared/errors";
import { LIFECYCLE_ACTOR } from "../workflows/names.ts";

/** The call of the activity that runs now: the same on every retry of it, another for every other. */
export function stepCall(tenantId: string): Call {
  const { info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? { workflowId: info.activityType, runId: "" };
  const step = `${runId}/${info.activityId}`;
  return systemCall(tenantId, LIFECYCLE_ACTOR, { kind: "step", workflowId, step });
}

/** Runs an activity's work. A final refusal is not tried again; its reason is the type of the failure. */
export async function asActivity<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw ApplicationFailure.create({ message: error.message, type: error.reason, nonRetryable: true, cause: error });
  }
}
