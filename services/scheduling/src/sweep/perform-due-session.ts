import { randomUUID } from "node:crypto";
import { type Call, systemCall } from "@mentorship/shared/call";
import { isInfrastructureFault } from "@mentorship/shared/postgres";
import { performSessionStep } from "../commands/perform-session-step.ts";
import type { SweepContext } from "../context.ts";

const SWEEP_ACTOR = "sweep";

/** The call of a sweep's step. Each try is a cause of its own: the rows say what is done already. */
export function sweepCall(tenantId: string): Call {
  return systemCall(tenantId, SWEEP_ACTOR, { kind: "step", workflowId: SWEEP_ACTOR, step: randomUUID() });
}

/**
 * Does what is due for a session without its workflow. Answers whether there was anything to do. A session whose step fails holds up no
 * other: only what is away for all is thrown.
 */
export async function performDueSession(ctx: SweepContext, tenantId: string, sessionId: string): Promise<boolean> {
  try {
    const done = await performSessionStep(ctx, sweepCall(tenantId), sessionId);
    return done.length > 0;
  } catch (error) {
    if (isInfrastructureFault(error)) throw error;
    ctx.log.error({ err: error, tenant: tenantId, session: sessionId }, "what is due for a session could not be done");
    return false;
  }
}
