import { parentPort, workerData } from "node:worker_threads";
import { type MatcherInput, match } from "../domain/matcher/index.ts";
import type { ScoringAnswer } from "./scoring-answer.ts";

function answer(input: MatcherInput): ScoringAnswer {
  try {
    return { kind: "result", result: match(input) };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "refused", message: error.message };
    throw error;
  }
}

parentPort?.postMessage(answer(workerData as MatcherInput));
