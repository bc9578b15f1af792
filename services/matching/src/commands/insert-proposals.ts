import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact, type Trx } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import type { Programme } from "../domain/programme.ts";
import { chunkSize, type Run } from "../domain/run.ts";
import { siftProposals, type StagedPair } from "../domain/sift-proposals.ts";
import { holdMentees } from "../store/applications.ts";
import { menteesWithLiveMatch } from "../store/matches.ts";
import { mentorsTakingPart, suspendedAmong } from "../store/people.ts";
import { holdProgramme, putProgrammes } from "../store/programmes.ts";
import { insertLeftOver, stagedPart, unstage, writeStaged, type WrittenProposal } from "../store/run-results.ts";
import { lockRun, saveRun } from "../store/runs.ts";
import { lockSeats } from "../store/seats.ts";
import type { MatchingTables } from "../store/tables.ts";
import { recordMatch } from "./record-match.ts";

/** How far a run is after a chunk. `stop`: it must not go on, since the programme has left matching or the run was ended from outside. */
export interface ChunkResult {
  readonly inserted: number;
  readonly leftOver: number;
  readonly stop: boolean;
}

/**
 * Writes one chunk of a run's proposals as matches, with their events and audit entries; those that no longer hold leave their mentee
 * over. `learnt` is the programme as its owner has it at this moment.
 */
export function insertProposals(
  ctx: MatchingContext,
  call: Call,
  runId: string,
  chunk: number,
  learnt: Programme,
): Promise<ChunkResult> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    await putProgrammes(trx, [learnt]);
    const programme = await holdProgramme(trx, run.programmeId);
    if (run.phase !== "INSERTING" || programme?.state !== "MATCHING") return { ...progressOf(run), stop: true };
    const staged = await stagedPart(trx, runId, chunk * chunkSize, (chunk + 1) * chunkSize);
    const { holding, changed } = await sift(trx, run.programmeId, staged);
    const ids = new Map(holding.map(({ ordinal }) => [ordinal, ctx.data.newId()]));
    const written = await writeStaged(trx, run, ids);
    for (const each of written) recordMatch(trx, proposedMatch(run, each, trx.now), null);
    const found = new Set(written.map(({ menteeId }) => menteeId));
    const gone = [...changed, ...holding.filter(({ menteeId }) => !found.has(menteeId))];
    await insertLeftOver(
      trx,
      runId,
      gone.map(({ menteeId }) => ({ menteeId, reason: "CHANGED_MEANWHILE" })),
    );
    await unstage(trx, runId, chunk * chunkSize, (chunk + 1) * chunkSize);
    const proposalsInserted = run.proposalsInserted + written.length;
    const menteesLeftOver = run.menteesLeftOver + gone.length;
    return { ...progressOf(await saveRun(trx, { ...run, proposalsInserted, menteesLeftOver })), stop: false };
  });
}

const progressOf = (run: Run): Omit<ChunkResult, "stop"> => ({
  inserted: run.proposalsInserted,
  leftOver: run.menteesLeftOver,
});

// Mentees first, then seats: the order of locks. What is read after them can't change before this commits.
async function sift(trx: Trx<MatchingTables>, programmeId: string, staged: readonly StagedPair[]) {
  const mentorIds = [...new Set(staged.map(({ mentorId }) => mentorId))];
  const menteeIds = staged.map(({ menteeId }) => menteeId);
  const menteesTakingPart = await holdMentees(trx, programmeId, menteeIds);
  const seats = await lockSeats(
    trx,
    mentorIds.map((mentorId) => ({ programmeId, mentorId })),
  );
  return siftProposals(staged, {
    freeSeats: new Map([...seats].map(([id, { maxMentees, taken }]) => [id, maxMentees - taken])),
    mentorsTakingPart: await mentorsTakingPart(trx, programmeId, mentorIds),
    menteesTakingPart,
    withLiveMatch: await menteesWithLiveMatch(trx, programmeId, menteeIds),
    suspended: await suspendedAmong(trx, [...mentorIds, ...menteeIds]),
  });
}

type Proposed = Omit<Match, "reasons">;

const proposedMatch = (run: Run, written: WrittenProposal, now: Date): Proposed => ({
  ...written,
  programmeId: run.programmeId,
  state: "PROPOSED",
  runId: run.id,
  proposedAt: now,
  acceptedByMentorAt: null,
  acceptedAt: null,
  endedAt: null,
  endReason: null,
  terminatedReason: "",
  endedBy: "",
  version: 1,
});
