import { CancellationScope, isCancellation } from "@temporalio/workflow";
import { narrate } from "./narrate.ts";
import { step } from "./steps.ts";
import type { MatchingRunInput, MatchingRunResult, RunRef, RunStopReason } from "./types.ts";

/** A run of the matcher: load, score, write chunk by chunk, finish. Rows say how far it is; this remembers to go on. */
export async function matchingRun(input: MatchingRunInput): Promise<MatchingRunResult> {
  const { tenantId, programmeId, runId, traceId } = input;
  const run: RunRef = { tenantId, programmeId, runId, traceId };
  const tell = narrate();
  try {
    tell("LOADING", "reading the programme's approved mentors and waiting mentees");
    const loaded = await step("loadRun", "read mentors and mentees of the programme", run);
    if (loaded.stop) return await finish(run, "PROGRAMME_LEFT_MATCHING", tell);
    tell("SCORING", `scoring ${loaded.mentors} mentors with a free seat for ${loaded.mentees} mentees`);
    const scored = await step("scoreRun", `score ${loaded.mentors} mentors for ${loaded.mentees} mentees`, run);
    for (let chunk = 0, inserted = 0; chunk < scored.chunks; chunk += 1) {
      tell("INSERTING", `inserted ${inserted} of ${scored.proposals} proposals`);
      const written = await step("insertChunk", `insert part ${chunk + 1} of ${scored.chunks}`, run, chunk);
      if (written.stop) return await finish(run, "PROGRAMME_LEFT_MATCHING", tell);
      inserted = written.inserted;
    }
    return await finish(run, null, tell);
  } catch (error) {
    const stop = isCancellation(error) ? "CANCELLED" : "FAILED";
    await CancellationScope.nonCancellable(() => finish(run, stop, tell));
    throw error;
  }
}

async function finish(run: RunRef, stop: RunStopReason | null, tell: ReturnType<typeof narrate>) {
  const words =
    stop === null ? "finish: every proposal is written" : `finish: ${stop.toLowerCase().replaceAll("_", " ")}`;
  const result = await step("finishRun", words, run, stop);
  tell("FINISHED", `${result.outcome}: ${result.summary}`);
  return result;
}
