import { DomainError, notFound } from "@mentorship/shared/errors";
import type { Logger } from "@mentorship/shared/log";
import { type Closing, type Foundation, openFoundation, type OwnerWay } from "@mentorship/shared/service";
import { connectMachineries, type Machineries } from "./clients.ts";
import type { ProgrammeConfig } from "./config.ts";
import { type Pendings, watchPending } from "./events/pending.ts";
import { subscriptionsBySource } from "./events/subscriptions.ts";
import type { Tables } from "./store/tables.ts";

export interface ProgrammeContext extends Foundation<Tables, ProgrammeConfig> {
  readonly machineries: Machineries;
  readonly pendings: Pendings;
}

/** This service owns tenants and people: nobody else knows more of them than its rows. */
const nobodyElse: OwnerWay = {
  owner: {
    getTenant: (tenantId) =>
      Promise.reject(new DomainError("TENANT_UNKNOWN", "this tenant was not created", { tenant_id: tenantId })),
    getPerson: (_tenantId, personId) => Promise.reject(notFound("person", personId)),
  },
  close: () => undefined,
};

/** Opens what this service stands on. */
export async function createContext(config: ProgrammeConfig, log: Logger): Promise<ProgrammeContext> {
  const closing: Closing[] = [];
  const { foundation } = await openFoundation<Tables, ProgrammeConfig, OwnerWay>(
    config,
    log,
    () => nobodyElse,
    closing,
  );
  const machineries = connectMachineries(foundation.tokens, config.peers);
  closing.push(() => {
    for (const peer of Object.values(machineries)) peer.close();
  });
  const subjects = Object.fromEntries(
    Object.entries(subscriptionsBySource).map(([source, all]) => [source, all.map(({ subject }) => subject)]),
  );
  return { ...foundation, machineries, pendings: watchPending(foundation.events, config.service, subjects) };
}
