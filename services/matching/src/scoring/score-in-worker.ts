import { Worker } from "node:worker_threads";
import type { MatcherInput, MatcherResult } from "../domain/matcher/index.ts";
import type { ScoringAnswer } from "./scoring-answer.ts";

/**
 * Runs the matcher in a thread of its own, so that the process goes on answering calls. Rejects with the matcher's
 * RangeError, with the signal's reason when it is aborted (the thread ends at once), or with the fault of the thread.
 */
export async function scoreInWorker(
  input: MatcherInput,
  options: { readonly signal?: AbortSignal } = {},
): Promise<MatcherResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const worker = new Worker(workerFile(), { workerData: input });
  const ended = new AbortController();
  try {
    return await new Promise<MatcherResult>((resolve, reject) => {
      worker.once("message", (answer: ScoringAnswer) => {
        if (answer.kind === "result") resolve(answer.result);
        else reject(new RangeError(answer.message));
      });
      worker.once("messageerror", reject);
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`the scoring thread ended with code ${code} and no answer`)));
      signal?.addEventListener("abort", () => reject(signal.reason as Error), { signal: ended.signal });
    });
  } finally {
    ended.abort();
    await worker.terminate();
  }
}

// From sources Node runs the TypeScript file itself; a build has the JavaScript file beside this one.
function workerFile(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./scoring-thread.${extension}`, import.meta.url);
}
