import type { MatchingContext } from "../context.ts";
import type { RunActivities } from "../workflows/types.ts";
import { finishRun } from "./finish-run.ts";
import { insertChunk } from "./insert-chunk.ts";
import { loadRun } from "./load-run.ts";
import { replaceProposals } from "./replace-proposals.ts";
import { scoreRun } from "./score-run.ts";

/** What this service's workflows let be done. */
export const createActivities = (ctx: MatchingContext): RunActivities => ({
  loadRun: loadRun(ctx),
  scoreRun: scoreRun(ctx),
  replaceProposals: replaceProposals(ctx),
  insertChunk: insertChunk(ctx),
  finishRun: finishRun(ctx),
});
