/**
 * Changes to the workflows of this service that running histories must not see. A change adds a row with a new id, asks
 * `patched(id)` in the loop and keeps the old branch. `stage` says how far it is: `both` while histories from before may run, `new`
 * (`deprecatePatch`) when `lastOldRun` finds none, and the row goes when no history with the patch is kept any more.
 */
export interface WorkflowPatch {
  /** Such as `matching-run-2027-02-01-ask-twice`. */
  readonly id: string;
  readonly stage: "both" | "new";
  /** The list filter for the Temporal CLI that finds runs from before the change. */
  readonly lastOldRun: string;
}

/** Every patch in force. The workflows are as they were first released. */
export const patches: readonly WorkflowPatch[] = [];
