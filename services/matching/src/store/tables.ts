import type { MachineryTables } from "@mentorship/shared/postgres";
import type { ColumnType } from "kysely";
import type { FollowUpKind, MatchEndReason, MatchState, Reasons } from "../domain/match.ts";
import type { ProgrammeState } from "../domain/programme.ts";
import type { LeftOverReason, RunFairness, RunOutcome, RunPhase, RunRules } from "../domain/run.ts";

type Json<T> = ColumnType<T, string, string>;

/** Events about a programme, as they were heard. */
export interface ProgrammeFactsTable {
  tenant_id: string;
  programme_id: string;
  name: string;
  state: ProgrammeState;
  self_booking: boolean;
  version: number;
}

export type ApplicationRole = "MENTOR" | "MENTEE";
export type ApplicationState = "APPLIED" | "APPROVED" | "PAUSED" | "MATCHED" | "WITHDRAWN";

/** Events about an application, as they were heard. Version 0: only a run has read of it, and no event yet. */
export interface ApplicationFactsTable {
  tenant_id: string;
  programme_id: string;
  person_id: string;
  role: ApplicationRole;
  state: ApplicationState;
  version: number;
}

/** A mentor's seats in a programme. `taken` is kept by triggers on match; the row is the lock of all that changes seats. */
export interface MentorSeatTable {
  tenant_id: string;
  programme_id: string;
  mentor_id: string;
  max_mentees: number;
  taken: ColumnType<number, number | undefined, never>;
}

export interface MatchTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  mentor_id: string;
  mentee_id: string;
  state: MatchState;
  score_billionths: number;
  reasons: Json<Reasons>;
  run_id: string;
  proposed_at: Date;
  accepted_by_mentor_at: Date | null;
  accepted_at: Date | null;
  ended_at: Date | null;
  end_reason: MatchEndReason | null;
  terminated_reason: string;
  ended_by: string;
  version: number;
}

export interface FollowUpTable {
  tenant_id: string;
  match_id: string;
  kind: FollowUpKind;
  count: number;
  /** Null: pending. */
  done_at: Date | null;
}

export interface MatchRunTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  phase: RunPhase;
  outcome: RunOutcome | null;
  summary: string;
  mentors_loaded: number;
  mentees_loaded: number;
  proposals_scored: number;
  proposals_inserted: number;
  mentees_left_over: number;
  rules: ColumnType<RunRules | null, string | null, string | null>;
  input_digest: string;
  output_digest: string;
  fairness: ColumnType<RunFairness | null, string | null, string | null>;
  requested_by: string;
  requested_at: Date;
  finished_at: Date | null;
  version: number;
}

/** All that a run considered, as compressed JSON: ids, tags and attributes, no names. Kept, so that the run can be proven. */
export interface RunInputTable {
  tenant_id: string;
  run_id: string;
  input: Buffer;
}

/** What came out of scoring and is not all written yet; gone when the run has finished. */
export interface RunProposalTable {
  tenant_id: string;
  run_id: string;
  ordinal: number;
  mentor_id: string;
  mentee_id: string;
  score_billionths: number;
  reasons: Json<Reasons>;
}

export interface RunLeftOverTable {
  tenant_id: string;
  run_id: string;
  mentee_id: string;
  reason: LeftOverReason;
}

/** Every table of this service's schema. */
export interface MatchingTables extends MachineryTables {
  programme_facts: ProgrammeFactsTable;
  application_facts: ApplicationFactsTable;
  mentor_seat: MentorSeatTable;
  match: MatchTable;
  follow_up: FollowUpTable;
  match_run: MatchRunTable;
  run_input: RunInputTable;
  run_proposal: RunProposalTable;
  run_left_over: RunLeftOverTable;
}
