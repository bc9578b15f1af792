import { type Call, systemCall } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { ConferencingContext } from "../context.ts";
import { linkedSession } from "../facts.ts";
import { followSession } from "./follow-session.ts";

/** Applies what scheduling answers about a session of the caller, once per version of it. Throws NOT_FOUND for who does not take part. */
export async function catchUp(ctx: ConferencingContext, call: Call, sessionId: string): Promise<void> {
  const { session } = await ctx.scheduling.of(call).getSessionFacts({ sessionId });
  if (!session) throw new DomainError("UNAVAILABLE", "scheduling gave no answer about the session");
  if (!session.participants.some(({ personId }) => personId === call.actor.id)) throw notFound("session", sessionId);
  const cause = { kind: "step", workflowId: `session/${sessionId}`, step: `owner/${session.version}` } as const;
  await transact(ctx, systemCall(call.tenantId, "owner-answer", cause, call.traceId), async (trx) => {
    await followSession(trx, linkedSession(session));
    return null;
  });
}
