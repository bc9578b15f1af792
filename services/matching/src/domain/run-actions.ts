import { DomainError } from "@mentorship/shared/errors";
import type { Run } from "./run.ts";

/** What a caller can do with a run. Whoever may read a run may do these. */
export type RunAction = "CANCEL" | "VERIFY";

/** What may be done with a run now, in the contract's order. */
export function runActions(run: Run): RunAction[] {
  if (run.phase !== "FINISHED") return run.cancelledBy === "" ? ["CANCEL"] : [];
  return run.outputDigest === "" ? [] : ["VERIFY"];
}

/** The refusal MATCH_RUN_STATE, with the phase and outcome found and the actions allowed now. */
export function runRefusal(run: Run, text: string): DomainError {
  const metadata = { state: run.phase, outcome: run.outcome ?? "", allowed_actions: runActions(run).join(",") };
  return new DomainError("MATCH_RUN_STATE", `${text}; it is in ${run.phase}`, metadata);
}

/** The run with the wish to cancel it. Null: it was cancelled before. Throws MATCH_RUN_STATE when it has ended otherwise. */
export function decideCancel(run: Run, actorId: string): Run | null {
  if (run.cancelledBy !== "" || run.outcome === "CANCELLED") return null;
  if (run.phase === "FINISHED") throw runRefusal(run, "a run that has ended can't be cancelled");
  return { ...run, cancelledBy: actorId };
}
