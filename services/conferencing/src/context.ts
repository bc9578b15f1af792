import { SchedulingService } from "@mentorship/client/v1";
import { connectDirectory, type Directory } from "@mentorship/shared/directory";
import type { Logger } from "@mentorship/shared/log";
import { createPeer, type Peer } from "@mentorship/shared/rpc";
import { type Closing, type Foundation, openFoundation } from "@mentorship/shared/service";
import type { ConferencingConfig } from "./config.ts";
import type { JoinKey } from "./domain/join-token.ts";
import type { ConferencingTables } from "./store/tables.ts";

export interface ConferencingContext extends Foundation<ConferencingTables, ConferencingConfig> {
  readonly scheduling: Peer<typeof SchedulingService>;
  readonly joinKeys: readonly JoinKey[];
}

/** Opens what this service stands on. */
export async function createContext(config: ConferencingConfig, log: Logger): Promise<ConferencingContext> {
  const closing: Closing[] = [];
  const { foundation } = await openFoundation<ConferencingTables, ConferencingConfig, Directory>(
    config,
    log,
    (tokens) => connectDirectory(tokens, config.peers.programme),
    closing,
  );
  const scheduling = createPeer(foundation.tokens, SchedulingService, config.peers.scheduling);
  closing.push(() => scheduling.close());
  return {
    ...foundation,
    scheduling,
    joinKeys: config.joinKeys,
  };
}
