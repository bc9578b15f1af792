import { randomUUID } from "node:crypto";
import { systemCall } from "@mentorship/shared/call";
import { isInfrastructureFault } from "@mentorship/shared/postgres";
import { performSessionStep } from "../commands/perform-session-step.ts";
import type { SchedulingContext } from "../context.ts";

const SWEEP_ACTOR = "sweep";

/**
 * Does what is due for a session without its workflow. Answers whether there was anything to do. A session whose step fails holds up no
 * other: only what is away for all is thrown.
 */
export async function performDueSession(ctx: SchedulingContext, tenantId: string, sessionId: string): Promise<boolean> {
  // Each try is a cause of its own: the rows say what is done already.
  const cause = { kind: "step", workflowId: SWEEP_ACTOR, step: `${sessionId} ${randomUUID()}` } as const;
  try {
    const done = await performSessionStep(ctx, systemCall(tenantId, SWEEP_ACTOR, cause), sessionId);
    return done.length > 0;
  } catch (error) {
    if (isInfrastructureFault(error)) throw error;
    ctx.log.error({ err: error, tenant: tenantId, session: sessionId }, "what is due for a session could not be done");
    return false;
  }
}
