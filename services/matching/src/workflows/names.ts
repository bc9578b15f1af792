/** The queue that this service's workers poll. */
export const matchingQueue = "mentorship_matching";

/** The name of the workflow's function. */
export const matchingRunType = "matchingRun";

/** The id of a run's workflow. */
export const matchingRunId = (programmeId: string, runId: string): string => `matching-run/${programmeId}/${runId}`;

/** The programme and the run that a workflow's id names; undefined: it is not of a run. */
export function parseMatchingRunId(id: string): { programmeId: string; runId: string } | undefined {
  const [, programmeId, runId] = /^matching-run\/([^/]+)\/([^/]+)$/.exec(id) ?? [];
  return programmeId && runId ? { programmeId, runId } : undefined;
}

/** Keywords to find workflows by, as `deploy/temporal/setup.json` registers them. */
export const searchKeys = {
  tenant: "MentorshipTenant",
  programme: "MentorshipProgramme",
  phase: "MentorshipPhase",
} as const;

/** What a run's workflow can be asked. */
export const queryNames = { getRunProgress: "getRunProgress" } as const;
