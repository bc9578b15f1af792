import { WorkflowNotFoundError } from "@temporalio/client";
import { defineSearchAttributeKey, type SearchAttributePair, TypedSearchAttributes } from "@temporalio/common";
import type { TemporalDoor } from "./connect-temporal.ts";

/** One workflow as it is started. `args` and signals are plain JSON: ids, counts, UTC texts. */
export interface WorkflowStart {
  /** The name of the workflow's function. */
  readonly type: string;
  readonly id: string;
  readonly queue: string;
  readonly args: readonly unknown[];
  /** Keywords to find it by, such as `{ MentorshipTenant: "t1" }`. */
  readonly search?: Readonly<Record<string, string>>;
  /** One line for lists: what this workflow is about, without personal text. */
  readonly summary?: string;
  /** Markdown for its page: what it waits for and what ends it. */
  readonly details?: string;
}

export interface WorkflowSignal {
  readonly name: string;
  readonly args?: readonly unknown[];
}

/** Starts a workflow; one that runs under the id stays and counts as started, one that has ended does not stand in the way. */
export async function startWorkflow(door: TemporalDoor, start: WorkflowStart): Promise<void> {
  await door.call((client) => client.workflow.start(start.type, optionsOf(start)));
}

/** Starts a workflow, or leaves the running one, and signals it, in one step. */
export async function startOrSignal(door: TemporalDoor, start: WorkflowStart, signal: WorkflowSignal): Promise<void> {
  await door.call((client) =>
    client.workflow.signalWithStart(start.type, {
      ...optionsOf(start),
      signal: signal.name,
      signalArgs: [...(signal.args ?? [])],
    }),
  );
}

/** Signals a workflow; answers false when none runs under the id. */
export async function signalWorkflow(door: TemporalDoor, id: string, signal: WorkflowSignal): Promise<boolean> {
  return found(door.call((client) => client.workflow.getHandle(id).signal(signal.name, ...(signal.args ?? []))));
}

/** Asks a workflow to end; answers false when none runs under the id. */
export async function cancelWorkflow(door: TemporalDoor, id: string): Promise<boolean> {
  return found(door.call((client) => client.workflow.getHandle(id).cancel()));
}

/** Whether a workflow runs under the id at this moment. */
export async function isRunning(door: TemporalDoor, id: string): Promise<boolean> {
  let running = false;
  await found(
    door.call(async (client) => {
      running = (await client.workflow.getHandle(id).describe()).status.name === "RUNNING";
    }),
  );
  return running;
}

async function found(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function optionsOf(start: WorkflowStart) {
  return {
    workflowId: start.id,
    taskQueue: start.queue,
    args: [...start.args],
    workflowIdReusePolicy: "ALLOW_DUPLICATE",
    workflowIdConflictPolicy: "USE_EXISTING",
    ...(start.search ? { typedSearchAttributes: searchAttributes(start.search) } : {}),
    ...(start.summary ? { staticSummary: start.summary } : {}),
    ...(start.details ? { staticDetails: start.details } : {}),
  } as const;
}

/** Typed search attributes of keywords by their names. */
export function searchAttributes(keywords: Readonly<Record<string, string>>): TypedSearchAttributes {
  const pairs = Object.entries(keywords).map(
    ([name, value]): SearchAttributePair => ({ key: defineSearchAttributeKey(name, "KEYWORD"), value }),
  );
  return new TypedSearchAttributes(pairs);
}
