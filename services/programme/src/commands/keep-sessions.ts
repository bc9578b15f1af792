import type { Trx } from "@mentorship/shared/postgres";
import { type MatchesOfSession, projectSessionMatches } from "../store/session-matches.ts";
import { projectSessions, type SessionRow } from "../store/sessions.ts";
import { newestOfEach } from "./newest-of-each.ts";
import { markApplied } from "../store/sources.ts";
import type { Tables } from "../store/tables.ts";

/** Keeps what scheduling told of sessions and, where several learners take part, of their matches, up to events that happened at `appliedAt`. */
export async function keepSessions(
  trx: Trx<Tables>,
  rows: readonly SessionRow[],
  matches: readonly MatchesOfSession[],
  appliedAt: Date,
): Promise<void> {
  await projectSessions(trx, newestOfEach(rows));
  await projectSessionMatches(trx, newestOfEach(matches));
  await markApplied(trx, "scheduling", appliedAt);
}
