import type { MachineryTables } from "@mentorship/shared/postgres";
import type { ColumnType } from "kysely";
import type { ApplicationRole, ApplicationState } from "../domain/application.ts";
import type { FollowUpKind, MatchEndReason, MatchState, Reasons } from "../domain/match.ts";
import type { ProgrammeState } from "../domain/programme.ts";
import type {
  LeftOverCounts,
  LeftOverReason,
  PairingStrategy,
  RunFairness,
  RunMode,
  RunOutcome,
  RunPhase,
  RunRules,
  RunWriting,
} from "../domain/run.ts";

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

export type { ApplicationRole, ApplicationState };

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
  /** Null: it was paired by hand. */
  run_id: string | null;
  paired_by: ColumnType<string, string | undefined, never>;
  fit_override_reason: ColumnType<string, string | undefined, never>;
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
  mode: RunMode;
  strategy: PairingStrategy | null;
  phase: RunPhase;
  outcome: RunOutcome | null;
  summary: string;
  mentors_loaded: number;
  mentees_loaded: number;
  proposals_scored: number;
  proposals_inserted: number;
  proposals_kept: number;
  proposals_superseded: number;
  mentees_left_over: number;
  left_over: Json<LeftOverCounts>;
  rules: ColumnType<RunRules | null, string | null, string | null>;
  input_digest: string;
  output_digest: string;
  fairness: ColumnType<RunFairness | null, string | null, string | null>;
  total_score: number;
  total_score_bound: number | null;
  writing: Json<RunWriting>;
  writing_since: Date | null;
  requested_by: string;
  requested_at: Date;
  cancelled_by: string;
  finished_at: Date | null;
  version: number;
}

/** All that a run considered, as compressed JSON: ids, tags and attributes, no names. Kept, so that the run can be proven. */
export interface RunInputTable {
  tenant_id: string;
  run_id: string;
  input: Buffer;
  /** Live proposals that count as absent: ids of match, mentor and mentee. */
  replaceable: Json<[string, string, string][]>;
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
  run_left_over: RunLeftOverTable;
}
