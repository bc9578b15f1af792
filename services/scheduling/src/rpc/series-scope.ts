import { SeriesScope } from "@mentorship/client/v1";
import type { SeriesScope as ScopeWord } from "../commands/series-scope.ts";

/** How far an action reaches, in the domain's words. */
export function scopeOf(scope: SeriesScope): ScopeWord {
  if (scope === SeriesScope.FOLLOWING) return "following";
  return scope === SeriesScope.ALL ? "all" : "this";
}
