import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { compareRun, type RecordedRun, type RunDifference } from "../domain/compare-run.ts";
import type { MatcherInput, MatcherResult } from "../domain/matcher/index.ts";
import type { Run } from "../domain/run.ts";
import { runRefusal } from "../domain/run-actions.ts";
import { scoreInWorker } from "../scoring/score-in-worker.ts";
import { unpackInput } from "../store/packed-input.ts";
import { findPackedInput, type RunInput } from "../store/run-inputs.ts";
import { findLeftOverOf, findMatchesOfRun, findStanding } from "../store/run-records.ts";
import { findRun } from "../store/runs.ts";
import type { MatchingTables } from "../store/tables.ts";

/** What came of the comparison. Digests are empty where the stored inputs can't be read any more. */
export interface RunVerification {
  readonly inputDigest: string;
  readonly outputDigest: string;
  /** Empty: everything is as recorded. */
  readonly differences: readonly RunDifference[];
  readonly proposalsRecomputed: number;
}

/**
 * Computes a run anew from the inputs that it stored, and compares what comes out with what is recorded. Throws NOT_FOUND,
 * MATCH_RUN_STATE; what `signal` was aborted with.
 */
export async function verifyRun(
  ctx: MatchingContext,
  call: Call,
  runId: string,
  signal: AbortSignal,
): Promise<RunVerification> {
  const { recorded, stored } = await readTenant(ctx, call.tenantId, async (db) => {
    const run = await findRun(db, runId);
    if (!run) throw notFound("match run", runId);
    requireScored(run);
    const input = await findPackedInput(db, runId);
    return { recorded: await recordOf(db, run, input), stored: input };
  });
  const input = stored && (await readable(stored));
  const anew = input && (await recomputed(input, signal));
  if (!input || !anew) return unreadable(recorded);
  return {
    inputDigest: anew.inputDigest,
    outputDigest: anew.outputDigest,
    differences: compareRun(recorded, input, anew),
    proposalsRecomputed: anew.proposals.length,
  };
}

function requireScored(run: Run): void {
  if (run.phase !== "FINISHED") throw runRefusal(run, "a run is verified when it has ended");
  if (run.outputDigest === "") throw runRefusal(run, "a run that ended before it had scored has nothing to verify");
}

async function recordOf(db: Db<MatchingTables>, run: Run, input: RunInput | undefined): Promise<RecordedRun> {
  const { inputDigest, outputDigest } = run;
  const replaceable = input?.replaceable ?? [];
  return {
    inputDigest,
    outputDigest,
    matches: await findMatchesOfRun(db, run.id),
    leftOver: await findLeftOverOf(db, run.id),
    replaceable,
    standing: await findStanding(
      db,
      replaceable.map(({ id }) => id),
    ),
    dealt: run.outcome === "SUCCEEDED" ? Number.POSITIVE_INFINITY : run.writing.dealt,
  };
}

// Bytes that are no input any more are a difference to tell, not a fault.
async function readable({ packed }: RunInput): Promise<MatcherInput | undefined> {
  try {
    return await unpackInput(packed);
  } catch (error) {
    if (error instanceof SyntaxError || isZlibFault(error)) return undefined;
    throw error;
  }
}

const isZlibFault = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("Z_");

async function recomputed(input: MatcherInput, signal: AbortSignal): Promise<MatcherResult | undefined> {
  try {
    return await scoreInWorker(input, { signal });
  } catch (error) {
    // The matcher's words about values that no run could have loaded.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const unreadable = ({ inputDigest }: RecordedRun): RunVerification => ({
  inputDigest: "",
  outputDigest: "",
  differences: [{ kind: "INPUT_DIGEST", mentorId: "", menteeId: "", recorded: inputDigest, recomputed: "" }],
  proposalsRecomputed: 0,
});
