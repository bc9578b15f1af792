import { defineSearchAttributeKey } from "@temporalio/common";
import { setCurrentDetails, setHandler, upsertSearchAttributes, workflowInfo } from "@temporalio/workflow";
import { getRunProgress } from "./messages.ts";
import { searchKeys } from "./names.ts";
import type { RunPhaseName, RunProgress } from "./types.ts";

const phaseKey = defineSearchAttributeKey(searchKeys.phase, "KEYWORD");

/** Answers a teller that makes a phase findable and puts its words on the workflow's page; the query answers the same. */
export function narrate(): (phase: RunPhaseName, words: string) => void {
  let progress: RunProgress = { phase: "LOADING", words: "begun" };
  setHandler(getRunProgress, () => progress);
  return (phase, words) => {
    const shown = workflowInfo().typedSearchAttributes.get(phaseKey);
    if (shown !== phase) upsertSearchAttributes([{ key: phaseKey, value: phase }]);
    progress = { phase, words };
    setCurrentDetails(`**${phase.toLowerCase()}** ${words}`);
  };
}
