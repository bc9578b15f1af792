import type { Trx } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { newMatch } from "../domain/match.ts";
import type { Run } from "../domain/run.ts";
import { siftProposals } from "../domain/sift-proposals.ts";
import { menteesWithLiveMatch } from "../store/matches.ts";
import { mentorsTakingPart, suspendedAmong } from "../store/people.ts";
import { insertProposed, type ProposedMatch, type ProposedPair } from "../store/proposals.ts";
import { insertLeftOver } from "../store/run-results.ts";
import { lockSeats } from "../store/seats.ts";
import type { MatchingTables } from "../store/tables.ts";
import { inBulk, recordMatch } from "./record-match.ts";

// One statement's work stays far below its time limit, also on a machine that is busy.
const rowsPerStatement = 1_000;

/** What is known of the pairs' people while their rows are held: seats are read by whoever calls, under the order of locks. */
export interface HeldPairs {
  readonly menteesTakingPart: ReadonlySet<string>;
  readonly seats: Awaited<ReturnType<typeof lockSeats>>;
}

/** How many pairs became matches; the mentees of the others are left over, since something changed since they were scored. */
export interface WrittenPairs {
  readonly written: number;
  readonly changed: number;
}

/**
 * Writes pairs of a run as matches, each with its event and audit entry, and leaves over the mentees of those that no longer hold.
 * Mentees and seats must be held before.
 */
export async function writeProposals(
  ctx: MatchingContext,
  trx: Trx<MatchingTables>,
  run: Run,
  pairs: readonly ProposedPair[],
  held: HeldPairs,
): Promise<WrittenPairs> {
  const mentorIds = [...new Set(pairs.map(({ mentorId }) => mentorId))];
  const menteeIds = pairs.map(({ menteeId }) => menteeId);
  const { holding, changed } = siftProposals(pairs, {
    freeSeats: new Map([...held.seats].map(([id, { maxMentees, taken }]) => [id, maxMentees - taken])),
    mentorsTakingPart: await mentorsTakingPart(trx, run.programmeId, mentorIds),
    menteesTakingPart: held.menteesTakingPart,
    withLiveMatch: await menteesWithLiveMatch(trx, run.programmeId, menteeIds),
    suspended: await suspendedAmong(trx, [...mentorIds, ...menteeIds]),
  });
  const gone = changed.map(({ menteeId }) => menteeId);
  let written = 0;
  for (let from = 0; from < holding.length; from += rowsPerStatement) {
    const rows = holding.slice(from, from + rowsPerStatement).map((pair) => ({ ...pair, id: ctx.data.newId() }));
    const there = await insertProposed(trx, run, rows);
    for (const each of there) recordMatch(trx, proposed(run, each, trx.now), null, inBulk(run.writing.total));
    written += there.length;
    const found = new Set(there.map(({ id }) => id));
    if (found.size < rows.length) gone.push(...rows.filter(({ id }) => !found.has(id)).map(({ menteeId }) => menteeId));
  }
  await insertLeftOver(trx, run.id, gone, "CHANGED_MEANWHILE");
  return { written, changed: gone.length };
}

const proposed = (
  { id: runId, programmeId }: Run,
  { id, mentorId, menteeId, score }: ProposedMatch,
  proposedAt: Date,
) => newMatch({ id, mentorId, menteeId, score, programmeId, runId, proposedAt });
