import { writeSync } from "node:fs";

/** A reporter of Jest that ends the run with one line that people and scripts can read. */
export default class JestSummary {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    // A file that cannot be loaded holds no tests that could fail: it counts as one failure.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const line = `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped\n`;
    // Jest prints its own summary after every reporter: only at the exit is a line the last one.
    process.once("exit", () => writeSync(2, line));
  }
}
