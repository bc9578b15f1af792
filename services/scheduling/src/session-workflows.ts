import { matchIdOf } from "./domain/session.ts";
import { readTenant } from "@mentorship/shared/postgres";
import { startOrSignal, startWorkflow, type WorkflowStart } from "@mentorship/shared/temporal";
import type { SchedulingContext } from "./context.ts";
import { findSessions } from "./store/load-sessions.ts";
import { SESSION_CHANGED, SESSION_LIFECYCLE, SESSION_QUEUE, sessionWorkflowId } from "./workflows/names.ts";
import type { SessionLifecycleInput } from "./workflows/types.ts";

/** What the workflow of a session is found by. */
export type SessionKeys = {
  readonly tenantId: string;
  readonly programmeId: string;
  /** Empty where several learners take part. */
  readonly matchId: string;
  readonly sessionId: string;
};

/** Makes the workflow of a session look again: the one that runs, else one that is started. Throws UNAVAILABLE. */
export function lookAgain(ctx: SchedulingContext, keys: SessionKeys): Promise<void> {
  return startOrSignal(ctx.temporal, startOf(keys), { name: SESSION_CHANGED });
}

/** Starts the workflow of a session where none runs. Throws UNAVAILABLE. */
export function ensureWorkflow(ctx: SchedulingContext, keys: SessionKeys): Promise<void> {
  return startWorkflow(ctx.temporal, startOf(keys));
}

/** The keys of these sessions of a tenant; unknown ones are left out. */
export function sessionKeys(
  ctx: SchedulingContext,
  tenantId: string,
  sessionIds: readonly string[],
): Promise<SessionKeys[]> {
  return readTenant(ctx, tenantId, async (db) =>
    (await findSessions(db, sessionIds)).map(({ record }) => ({
      tenantId,
      programmeId: record.programmeId,
      matchId: matchIdOf(record) ?? "",
      sessionId: record.id,
    })),
  );
}

function startOf({ tenantId, programmeId, matchId, sessionId }: SessionKeys): WorkflowStart {
  const input: SessionLifecycleInput = { tenantId, sessionId };
  return {
    type: SESSION_LIFECYCLE,
    id: sessionWorkflowId(sessionId),
    queue: SESSION_QUEUE,
    args: [input],
    search: {
      MentorshipTenant: tenantId,
      MentorshipProgramme: programmeId,
      ...(matchId === "" ? {} : { MentorshipMatch: matchId }),
      MentorshipSession: sessionId,
    },
    summary: `the life of session ${sessionId}: reminders, attendance, outcome`,
    details: `Session \`${sessionId}\`${matchId === "" ? "" : ` of match \`${matchId}\``} in programme \`${programmeId}\`. Ends when nothing more can happen to it by itself.`,
  };
}
