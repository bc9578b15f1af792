import type { MachineryTables } from "@mentorship/shared/postgres";
import type { LinkState } from "../domain/link.ts";

/** One meeting link per video session. */
export interface LinkTable {
  tenant_id: string;
  session_id: string;
  programme_id: string;
  match_id: string | null;
  state: LinkState;
  room: string | null;
  starts_at: Date;
  ends_at: Date;
  schedule_version: number;
  session_version: number;
  version: number;
}

/** Who may join, and the generation that their tokens must carry. */
export interface LinkParticipantTable {
  tenant_id: string;
  session_id: string;
  person_id: string;
  generation: number;
  joined_at: Date | null;
}

export interface ConferencingTables extends MachineryTables {
  link: LinkTable;
  link_participant: LinkParticipantTable;
}
