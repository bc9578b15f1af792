import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { MatcherInput } from "../domain/matcher/index.ts";
import type { Run, RunRules } from "../domain/run.ts";
import { type ApplicationFact, type LoadedPerson, putApplications, rememberLoaded } from "../store/applications.ts";
import { packInput } from "../store/packed-input.ts";
import type { ReplaceableMatch } from "../store/replaceable.ts";
import { insertRunInput } from "../store/run-inputs.ts";
import { lockRun, saveRun } from "../store/runs.ts";

export interface KeepRunInput {
  readonly runId: string;
  readonly input: MatcherInput;
  readonly rules: RunRules;
  readonly mentorsLoaded: number;
  readonly menteesLoaded: number;
  /** Live proposals that count as absent. */
  readonly replaceable: readonly ReplaceableMatch[];
  /** Everybody whom the run read of. */
  readonly people: readonly LoadedPerson[];
  /** Applications that were asked for because events had said something else. */
  readonly learnt: readonly ApplicationFact[];
}

/** Keeps what a run considers; from here on nothing that changes elsewhere changes what it scores. */
export async function keepRunInput(ctx: MatchingContext, call: Call, input: KeepRunInput): Promise<Run> {
  const packed = await packInput(input.input);
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, input.runId);
    if (!run) throw notFound("match run", input.runId);
    if (run.phase !== "LOADING") return run;
    await putApplications(trx, input.learnt);
    await rememberLoaded(trx, run.programmeId, input.people);
    const { rules, mentorsLoaded, menteesLoaded, replaceable } = input;
    await insertRunInput(trx, run.id, { packed, replaceable });
    return saveRun(trx, { ...run, phase: "SCORING", rules, mentorsLoaded, menteesLoaded });
  });
}
