import type { Logger } from "@mentorship/shared/log";
import { type Closing, type Foundation, openFoundation } from "@mentorship/shared/service";
import { connectTemporal, type TemporalDoor } from "@mentorship/shared/temporal";
import { createOwners, type Owners } from "./clients.ts";
import type { SchedulingConfig } from "./config.ts";
import { createSessionWatches, type SessionWatches } from "./store/session-watch.ts";
import { type Lanes, createLanes } from "./lanes.ts";
import type { SchedulingTables } from "./store/tables.ts";

// Two fewer than a service has connections.
const BOOKINGS_AT_ONCE = 8;

/** What everything of this service is given. */
export interface SchedulingContext extends Foundation<SchedulingTables, SchedulingConfig> {
  readonly owners: Owners;
  readonly temporal: TemporalDoor;
  /** What is being looked up for those who lost a slot, by what they wished for. */
  readonly nearestAsked: Map<string, Promise<string>>;
  /** What bookings go through, so that a storm of them leaves connections to others, and whoever comes late sees who has won. */
  readonly bookingLanes: Lanes;
  readonly watches: SessionWatches;
}

/** What a sweep needs of it: rows alone. */
export type SweepContext = Pick<SchedulingContext, "data" | "log"> & {
  readonly config: Pick<SchedulingConfig, "sweepSeconds">;
};

/** Opens the context. Nothing connects before it is used. */
export async function createContext(config: SchedulingConfig, log: Logger): Promise<SchedulingContext> {
  const temporal = connectTemporal(config.temporal, log);
  const closing: Closing[] = [() => temporal.close()];
  const { foundation, way: owners } = await openFoundation<SchedulingTables, SchedulingConfig, Owners>(
    config,
    log,
    (tokens) => createOwners(tokens, config.peers),
    closing,
  );
  const watches = createSessionWatches(foundation);
  closing.push(() => watches.stop());
  return {
    ...foundation,
    owners,
    temporal,
    nearestAsked: new Map(),
    bookingLanes: createLanes(BOOKINGS_AT_ONCE),
    watches,
  };
}
