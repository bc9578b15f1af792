import type { Trx } from "@mentorship/shared/postgres";
import { type MatchRow, projectMatches } from "../store/matches.ts";
import { newestOfEach } from "./newest-of-each.ts";
import { markApplied } from "../store/sources.ts";
import type { Tables } from "../store/tables.ts";

/** Keeps what matching told of matches, up to events that happened at `appliedAt`. A mentee's application follows from these rows. */
export async function keepMatches(trx: Trx<Tables>, rows: readonly MatchRow[], appliedAt: Date): Promise<void> {
  await projectMatches(trx, newestOfEach(rows));
  await markApplied(trx, "matching", appliedAt);
}
