import type { AuditChainCheck } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { ProgrammeContext } from "../context.ts";
import { platformServices } from "../domain/platform.ts";

/** Recomputing chains takes as long as it takes; the caller's own deadline ends it. */
const timeoutMs = 30_000;

/** Has every service recompute its chains of the tenant. Throws UNAVAILABLE when one does not answer. */
export async function verifyAudit(
  ctx: ProgrammeContext,
  call: Call,
  signal: AbortSignal,
): Promise<{ intact: boolean; chains: AuditChainCheck[] }> {
  const checks = await Promise.all(
    platformServices.map((name) => ctx.machineries[name].of(call, { signal, timeoutMs }).verifyAuditChain({})),
  );
  const chains = checks.flatMap((check) => check.chains);
  return { intact: chains.every((chain) => chain.intact), chains };
}
