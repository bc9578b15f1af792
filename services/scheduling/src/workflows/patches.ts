/** A change of a workflow's code that running histories must not see: its id, and how far its introduction is. */
export type Patch = {
  readonly id: string;
  readonly stage: "introduced" | "deprecated";
  /** The list query that must find nothing before the next stage. */
  readonly mustBeEmpty: string;
};

/** Every patch in this service's workflows. None so far. */
export const PATCHES: readonly Patch[] = [];
