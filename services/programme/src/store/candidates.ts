import type { Db } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Tables } from "./tables.ts";

/** A person whom a run considers. `maxMentees` is 0 for a mentee. */
export interface Candidate {
  readonly personId: string;
  readonly tags: readonly string[];
  readonly department: string;
  readonly batchYear: number | null;
  readonly maxMentees: number;
}

interface Row {
  person_id: string;
  tags: string[];
  department: string;
  batch_year: number | null;
  max_mentees: number;
}

/** Approved mentors, or mentees in `applied` without a live match, who are not suspended; by person id, behind `after`. */
export async function pageOfCandidates(
  db: Db<Tables>,
  programmeId: string,
  role: "MENTOR" | "MENTEE",
  after: string,
  limit: number,
): Promise<Candidate[]> {
  const eligible =
    role === "MENTOR"
      ? sql`a.state = 'APPROVED'`
      : sql`a.state = 'APPLIED' and not exists (
          select from match_row m
          where m.tenant_id = a.tenant_id and m.programme_id = a.programme_id and m.mentee_id = a.person_id
            and m.state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED'))`;
  const { rows } = await sql<Row>`
    select a.person_id, a.tags, r.department, r.batch_year, a.max_mentees
    from application a join person_record r on r.tenant_id = a.tenant_id and r.id = a.person_id and not r.suspended
    where a.tenant_id = ${db.tenantId} and a.programme_id = ${programmeId} and a.role = ${role} and a.person_id > ${after}
      and ${eligible}
    order by a.person_id limit ${limit}`.execute(db.sql);
  return rows.map((row) => ({
    personId: row.person_id,
    tags: row.tags,
    department: row.department,
    batchYear: row.batch_year,
    maxMentees: row.max_mentees,
  }));
}
