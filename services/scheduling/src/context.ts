import type { Logger } from "@mentorship/shared/log";
import { type Foundation, openFoundation } from "@mentorship/shared/service";
import { connectTemporal, type TemporalDoor } from "@mentorship/shared/temporal";
import { createOwners, type Owners } from "./clients.ts";
import type { SchedulingConfig } from "./config.ts";
import type { SchedulingTables } from "./store/tables.ts";

/** What everything of this service is given. */
export interface SchedulingContext extends Foundation<SchedulingTables, SchedulingConfig> {
  readonly owners: Owners;
  readonly temporal: TemporalDoor;
}

/** Opens the context. Nothing connects before it is used. */
export async function createContext(config: SchedulingConfig, log: Logger): Promise<SchedulingContext> {
  const temporal = connectTemporal(config.temporal, log);
  const { foundation, way: owners } = await openFoundation<SchedulingTables, SchedulingConfig, Owners>(
    config,
    log,
    (tokens) => createOwners(tokens, config.peers),
    [() => temporal.close()],
  );
  return { ...foundation, owners, temporal };
}
