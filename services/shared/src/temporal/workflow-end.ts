import { WorkflowNotFoundError } from "@temporalio/client";
import type { TemporalDoor } from "./connect-temporal.ts";

/** Whether the newest workflow under an id runs, or how it ended. `stopped`: by an operator, cancelled or terminated. */
export type WorkflowEnd = "running" | "missing" | "completed" | "stopped" | "failed";

/** Looks a workflow up. Throws UNAVAILABLE while Temporal is away. */
export async function workflowEnd(door: TemporalDoor, id: string): Promise<WorkflowEnd> {
  try {
    const { status } = await door.call((client) => client.workflow.getHandle(id).describe());
    return ends[status.name] ?? "running";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return "missing";
    throw error;
  }
}

const ends: Readonly<Record<string, WorkflowEnd>> = {
  COMPLETED: "completed",
  CANCELLED: "stopped",
  TERMINATED: "stopped",
  FAILED: "failed",
  TIMED_OUT: "failed",
};
