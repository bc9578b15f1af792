import type { MatcherResult } from "../domain/matcher/index.ts";

/** What the scoring thread posts, once. A refused input keeps its words; every other fault ends the thread. */
export type ScoringAnswer =
  | { readonly kind: "result"; readonly result: MatcherResult }
  | { readonly kind: "refused"; readonly message: string };
