import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { countOf, rangeOf, type Run, withMore } from "../domain/run.ts";
import { type RunStop, stopOf } from "../domain/run-stop.ts";
import { holdMentees } from "../store/applications.ts";
import { holdProgramme, putProgrammes } from "../store/programmes.ts";
import type { ProposedPair } from "../store/proposals.ts";
import { lockRun, saveRun } from "../store/runs.ts";
import { lockSeats } from "../store/seats.ts";
import { writeProposals } from "./write-proposals.ts";

/** How far a run is after a step, in all. `stop`: why it must not go on; null: it may. */
export interface Written {
  readonly inserted: number;
  readonly kept: number;
  readonly superseded: number;
  readonly leftOver: number;
  readonly stop: RunStop | null;
}

export interface InsertProposals {
  readonly runId: string;
  /** The number of the chunk, from 0. */
  readonly chunk: number;
  /** Its proposals, as `rangeOf` names them. */
  readonly pairs: readonly ProposedPair[];
}

/**
 * Writes one chunk of a run's proposals as matches, with their events and audit entries; those that no longer hold leave their mentee
 * over. A chunk that was written before is not written again. `learnt` is the programme as its owner has it at this moment.
 */
export function insertProposals(
  ctx: MatchingContext,
  call: Call,
  { runId, chunk, pairs }: InsertProposals,
  learnt: Programme,
): Promise<Written> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    await putProgrammes(trx, [learnt]);
    const stop = stopOf(run, await holdProgramme(trx, run.programmeId));
    const { from, to } = rangeOf(run.writing, chunk);
    if (stop !== null || run.writing.dealt >= to) return writtenOf(run, stop);
    if (run.writing.dealt !== from || pairs.length !== to - from) {
      throw new Error(`chunk ${chunk} of run ${runId} does not follow what is written`);
    }
    // Mentees first, then seats: the order of locks. What is read after them can't change before this commits.
    const menteesTakingPart = await holdMentees(
      trx,
      run.programmeId,
      pairs.map(({ menteeId }) => menteeId),
    );
    const { programmeId } = run;
    const mentorIds = [...new Set(pairs.map(({ mentorId }) => mentorId))];
    const seats = await lockSeats(
      trx,
      mentorIds.map((mentorId) => ({ programmeId, mentorId })),
    );
    const { written, changed } = await writeProposals(ctx, trx, run, pairs, { menteesTakingPart, seats });
    const saved = await saveRun(trx, {
      ...run,
      proposalsInserted: run.proposalsInserted + written,
      leftOver: withMore(run.leftOver, "CHANGED_MEANWHILE", changed),
      writing: { ...run.writing, dealt: to },
    });
    return writtenOf(saved, null);
  });
}

/** How far a run is, by its row. */
export const writtenOf = (run: Run, stop: RunStop | null): Written => ({
  inserted: run.proposalsInserted,
  kept: run.proposalsKept,
  superseded: run.proposalsSuperseded,
  leftOver: countOf(run.leftOver),
  stop,
});
