import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact, type Trx } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { withMore } from "../domain/run.ts";
import { stopOf } from "../domain/run-stop.ts";
import type { Replacement } from "../scoring/scored-run.ts";
import { holdMentees } from "../store/applications.ts";
import { openFollowUps } from "../store/follow-ups.ts";
import { holdProgramme, putProgrammes } from "../store/programmes.ts";
import type { ProposedPair } from "../store/proposals.ts";
import { liveAmong, supersede } from "../store/replaceable.ts";
import { insertLeftOver } from "../store/run-results.ts";
import { lockRun, saveRun } from "../store/runs.ts";
import { lockSeats } from "../store/seats.ts";
import type { MatchingTables } from "../store/tables.ts";
import { type Written, writtenOf } from "./insert-proposals.ts";
import { inBulk, recordMatch } from "./record-match.ts";
import { writeProposals } from "./write-proposals.ts";

const endedPerStatement = 1_000;

export interface ReplaceProposals extends Replacement {
  readonly runId: string;
  /** Every proposal that may need what an ending frees. */
  readonly pairs: readonly ProposedPair[];
}

/**
 * Ends the proposals that did not come out again, and writes those that need their seats and mentees: all in one transaction, so that nobody
 * ever sees the one without the other. A proposal that was answered meanwhile stays. `learnt` is the programme as its owner has it.
 */
export function replaceProposals(
  ctx: MatchingContext,
  call: Call,
  { runId, kept, ended, pairs }: ReplaceProposals,
  learnt: Programme,
): Promise<Written> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    await putProgrammes(trx, [learnt]);
    const { programmeId } = run;
    const stop = stopOf(run, await holdProgramme(trx, programmeId));
    if (stop !== null || run.writing.replaced) return writtenOf(run, stop);
    const menteesTakingPart = await holdMentees(
      trx,
      programmeId,
      pairs.map(({ menteeId }) => menteeId),
    );
    const mentors = [...new Set([...pairs, ...ended].map(({ mentorId }) => mentorId))];
    const asked = mentors.map((mentorId) => ({ programmeId, mentorId }));
    await lockSeats(trx, asked);
    const superseded = await endAll(
      trx,
      ended.map(({ id }) => id),
    );
    // Read again: the endings have given seats back.
    const seats = await lockSeats(trx, asked);
    const { written, changed } = await writeProposals(ctx, trx, run, pairs, { menteesTakingPart, seats });
    const gone = await noLongerLive(trx, kept);
    await insertLeftOver(trx, runId, gone, "CHANGED_MEANWHILE");
    const saved = await saveRun(trx, {
      ...run,
      proposalsInserted: run.proposalsInserted + written,
      proposalsKept: kept.length - gone.length,
      proposalsSuperseded: superseded,
      leftOver: withMore(run.leftOver, "CHANGED_MEANWHILE", changed + gone.length),
      writing: { ...run.writing, replaced: true, dealt: run.writing.replacing },
    });
    return writtenOf(saved, null);
  });
}

async function endAll(trx: Trx<MatchingTables>, ids: readonly string[]): Promise<number> {
  let count = 0;
  for (let from = 0; from < ids.length; from += endedPerStatement) {
    const matches = await supersede(trx, ids.slice(from, from + endedPerStatement));
    await openFollowUps(
      trx,
      matches.map(({ id }) => id),
    );
    for (const match of matches) recordMatch(trx, match, "PROPOSED", inBulk(ids.length));
    count += matches.length;
  }
  return count;
}

/** Mentees of proposals that came out again, and that somebody has ended since. */
async function noLongerLive(trx: Trx<MatchingTables>, kept: Replacement["kept"]): Promise<string[]> {
  const live = await liveAmong(
    trx,
    kept.map(({ id }) => id),
  );
  return kept.filter(({ id }) => !live.has(id)).map(({ menteeId }) => menteeId);
}
