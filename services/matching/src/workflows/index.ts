export { matchingRun } from "./matching-run.ts";
