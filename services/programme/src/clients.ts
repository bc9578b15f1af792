import { MachineryService } from "@mentorship/client/v1";
import type { InternalTokens } from "@mentorship/shared/auth";
import { createPeer, type Peer } from "@mentorship/shared/rpc";
import { platformServices, type ServiceName } from "./domain/platform.ts";

/** The machinery of all five services, this one's own among them, by name. */
export type Machineries = Readonly<Record<ServiceName, Peer<typeof MachineryService>>>;

/** Opens the ways to them. Nothing connects before it is used. */
export function connectMachineries(tokens: InternalTokens, urls: Readonly<Record<ServiceName, string>>): Machineries {
  const peers = platformServices.map((name) => [name, createPeer(tokens, MachineryService, urls[name])] as const);
  return Object.fromEntries(peers) as Machineries;
}
