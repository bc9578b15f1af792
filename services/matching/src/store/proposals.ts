import type { Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { MatchingTables } from "./tables.ts";

/** A pair as a run proposes it; the reasons as JSON, as the row keeps them. The score is in billionths. */
export interface ProposedPair {
  readonly mentorId: string;
  readonly menteeId: string;
  readonly score: number;
  readonly reasons: string;
}

/** The same with the id of the match that it becomes. */
export interface ProposedMatch extends ProposedPair {
  readonly id: string;
}

/**
 * Writes proposals of a run as matches, and answers those written: mentees who have a live match by now are passed over. Seats must be
 * locked before; a mentor without a free one fails the statement (`mentor_seat_free`).
 */
export async function insertProposed<P extends ProposedMatch>(
  trx: Trx<MatchingTables>,
  run: { readonly id: string; readonly programmeId: string },
  proposed: readonly P[],
): Promise<P[]> {
  if (proposed.length === 0) return [];
  // Rows of one order everywhere: whoever else writes live matches of these mentees waits, and nobody in a circle.
  const { rows } = await sql<{ id: string }>`
    insert into match (tenant_id, id, programme_id, mentor_id, mentee_id, state, score_billionths, reasons, run_id, proposed_at, version)
    select ${trx.tenantId}, p.id, ${run.programmeId}::uuid, p.mentor_id, p.mentee_id, 'PROPOSED', p.score, p.reasons::jsonb,
      ${run.id}::uuid, ${trx.now}::timestamptz, 1
    from unnest(${proposed.map(({ id }) => id)}::uuid[], ${proposed.map(({ mentorId }) => mentorId)}::text[],
      ${proposed.map(({ menteeId }) => menteeId)}::text[], ${proposed.map(({ score }) => score)}::int8[],
      ${proposed.map(({ reasons }) => reasons)}::text[]) as p(id, mentor_id, mentee_id, score, reasons)
    order by p.mentee_id collate "C"
    on conflict do nothing
    returning id`.execute(trx.sql);
  const written = new Set(rows.map(({ id }) => id));
  return written.size === proposed.length ? [...proposed] : proposed.filter(({ id }) => written.has(id));
}
