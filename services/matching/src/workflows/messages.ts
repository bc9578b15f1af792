import { defineQuery } from "@temporalio/workflow";
import { queryNames } from "./names.ts";
import type { RunProgress } from "./types.ts";

/** How far a run is. */
export const getRunProgress = defineQuery<RunProgress>(queryNames.getRunProgress);
