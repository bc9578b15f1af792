/** Every name by which Temporal knows the workflow of a session. */
export const SESSION_QUEUE = "mentorship_sessions";
export const SESSION_LIFECYCLE = "sessionLifecycle";

/** Something about the session may be different now: look again. */
export const SESSION_CHANGED = "sessionChanged";
export const GET_SESSION_PROGRESS = "getSessionProgress";
export const GET_NEXT_WAKE = "getNextWake";
export const GET_LAST_EVIDENCE = "getLastEvidence";

/** The search attribute that follows the session's phase. */
export const PHASE_ATTRIBUTE = "MentorshipPhase";

/** Who acts in the steps of this workflow. What they set off tells it nothing new. */
export const LIFECYCLE_ACTOR = "session-lifecycle";

const PREFIX = "session/";

/** The workflow id of a session; one at most runs under it. */
export const sessionWorkflowId = (sessionId: string): string => `${PREFIX}${sessionId}`;

/** The session that a workflow id is of; undefined for ids of other workflows. */
export function sessionIdOf(workflowId: string): string | undefined {
  return workflowId.startsWith(PREFIX) ? workflowId.slice(PREFIX.length) : undefined;
}
