import { systemCall } from "@mentorship/shared/call";
import { createInternalTokens } from "@mentorship/shared/auth";
import { createPeer } from "@mentorship/shared/rpc";
import { AUDIENCE, ISSUER } from "@mentorship/dev-env/keys";
import { must, type World } from "@mentorship/dev-env/testing";
import { SchedulingService } from "@mentorship/client/v1";
import type { Scheduling } from "./stage.ts";

/** Scheduling as conferencing calls it, with a token that it signs itself. Refusals arrive as DomainErrors. */
export async function conferencingOf(
  world: World,
  tenantId: string,
): Promise<{ readonly scheduling: Scheduling; close(): void }> {
  const { keys } = world;
  const tokens = await createInternalTokens({
    service: "conferencing",
    environment: "development",
    issuer: ISSUER,
    audience: AUDIENCE,
    platformKeys: { file: keys.jwksFile },
    internalKeysFile: keys.internalJwksFile,
    internalKeyFile: keys.internalKeyFile("conferencing"),
  });
  const peer = createPeer(tokens, SchedulingService, must(world.addresses.scheduling));
  const call = systemCall(tenantId, "conferencing", { kind: "read", method: "test" });
  return { scheduling: peer.of(call), close: () => peer.close() };
}
