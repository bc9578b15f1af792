import type { Match } from "./match.ts";

/** What the audit keeps of a match: ids and states, no free text. */
export const auditFactsOf = (match: Omit<Match, "reasons">) => ({
  programme_id: match.programmeId,
  mentor_id: match.mentorId,
  mentee_id: match.menteeId,
  state: match.state,
  end_reason: match.endReason,
  ended_by: match.endedBy,
  run_id: match.runId,
  paired_by: match.pairedBy,
  score_billionths: match.score,
  version: match.version,
});
