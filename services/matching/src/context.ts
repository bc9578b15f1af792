import { connectDirectory, type Directory } from "@mentorship/shared/directory";
import type { Logger } from "@mentorship/shared/log";
import { type Closing, type Foundation, openFoundation } from "@mentorship/shared/service";
import { connectTemporal, type TemporalDoor } from "@mentorship/shared/temporal";
import type { MatchingConfig } from "./config.ts";
import { openScoredRuns, type ScoredRuns } from "./scoring/scored-runs.ts";
import type { MatchingTables } from "./store/tables.ts";

export interface MatchingContext extends Foundation<MatchingTables, MatchingConfig> {
  /** The way to programme: people, programmes, applications. */
  readonly people: Directory;
  readonly temporal: TemporalDoor;
  readonly scored: ScoredRuns;
}

/** Opens what this service stands on. */
export async function createContext(config: MatchingConfig, log: Logger): Promise<MatchingContext> {
  const closing: Closing[] = [];
  const { foundation, way: people } = await openFoundation<MatchingTables, MatchingConfig, Directory>(
    config,
    log,
    (tokens) => connectDirectory(tokens, config.peers.programme),
    closing,
  );
  const temporal = connectTemporal(config.temporal, log);
  closing.push(() => temporal.close());
  const scored = openScoredRuns();
  closing.push(() => scored.close());
  return { ...foundation, people, temporal, scored };
}
