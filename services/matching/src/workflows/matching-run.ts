import { CancellationScope, isCancellation } from "@temporalio/workflow";
import { narrate } from "./narrate.ts";
import { step } from "./steps.ts";
import type { MatchingRunInput, MatchingRunResult, RunRef, RunStopReason, ScoredCounts } from "./types.ts";
import { endWords, finishWords, type Progress, sizeWords, writingWords } from "./words.ts";

/** A run of the matcher: load, score, replace, write part by part, finish. Rows say how far it is; this remembers to go on. */
export async function matchingRun(input: MatchingRunInput): Promise<MatchingRunResult> {
  const { tenantId, programmeId, runId, traceId } = input;
  const run: RunRef = { tenantId, programmeId, runId, traceId };
  const tell = narrate();
  let words = "nothing was scored";
  let scored: ScoredCounts | undefined;
  const finish = async (stop: RunStopReason | null): Promise<MatchingRunResult> => {
    const result = await step("finishRun", finishWords(stop, words), run, stop);
    tell("FINISHED", endWords(result, scored));
    return result;
  };
  try {
    tell("LOADING", "reading the programme's approved mentors and waiting mentees");
    const loaded = await step("loadRun", "read approved mentors and waiting mentees of the programme", run);
    if (loaded.stop) return await finish(loaded.because ?? "PROGRAMME_LEFT_MATCHING");
    tell("SCORING", sizeWords(loaded));
    const result = await step("scoreRun", `score ${sizeWords(loaded)}`, run);
    if (result.stop) return await finish(result.because);
    scored = result;
    const stop = await write(run, result, (at) => {
      words = writingWords(loaded, result, at);
      tell("INSERTING", words);
      return words;
    });
    return await finish(stop);
  } catch (error) {
    const stop = isCancellation(error) ? "CANCELLED" : "FAILED";
    await CancellationScope.nonCancellable(() => finish(stop));
    throw error;
  }
}

/** Writes what was scored; `told` gets how far it is and answers that in words. Answers why it stopped before the end, or null. */
async function write(run: RunRef, scored: ScoredCounts, told: (at: Progress) => string): Promise<RunStopReason | null> {
  const { chunks, leftOver, replaces } = scored;
  let words = told({ inserted: 0, kept: 0, superseded: 0, leftOver });
  if (replaces) {
    const replaced = await step(
      "replaceProposals",
      "end proposals that did not come out again, write what needs their seats",
      run,
    );
    words = told(replaced);
    if (replaced.stop) return replaced.because;
  }
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const written = await step("insertChunk", `insert part ${chunk + 1} of ${chunks}; so far ${words}`, run, chunk);
    words = told(written);
    if (written.stop) return written.because ?? "PROGRAMME_LEFT_MATCHING";
  }
  return null;
}
