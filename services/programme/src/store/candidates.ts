import type { Db } from "@mentorship/shared/postgres";
import { type RawBuilder, sql } from "kysely";
import type { ApplicationRole, ApplicationState } from "../domain/application-states.ts";
import type { Tables } from "./tables.ts";

/** A person whom matching looks at, as a run's inputs tell of them. `maxMentees` is 0 for a mentee. */
export interface Candidate {
  readonly personId: string;
  readonly tags: readonly string[];
  readonly department: string;
  readonly batchYear: number | null;
  readonly maxMentees: number;
  readonly state: ApplicationState;
  readonly suspended: boolean;
}

interface Row {
  person_id: string;
  tags: string[];
  department: string;
  batch_year: number | null;
  max_mentees: number;
  state: string;
  suspended: boolean;
}

/** Approved mentors, or mentees who have not withdrawn, without those who are suspended; by person id, behind `after`. */
export const pageOfCandidates = (
  db: Db<Tables>,
  of: { readonly programmeId: string; readonly role: ApplicationRole; readonly after: string; readonly limit: number },
): Promise<Candidate[]> => {
  const eligible = of.role === "MENTOR" ? sql`a.state = 'APPROVED'` : sql`a.state <> 'WITHDRAWN'`;
  return candidates(db, of, sql`${eligible} and not r.suspended and a.person_id > ${of.after}`, of.limit);
};

/** These people where they have applied in the role, whatever became of it. */
export const candidatesOf = (
  db: Db<Tables>,
  of: { readonly programmeId: string; readonly role: ApplicationRole; readonly personIds: readonly string[] },
): Promise<Candidate[]> => candidates(db, of, sql`a.person_id = any(${of.personIds}::text[])`, of.personIds.length);

async function candidates(
  db: Db<Tables>,
  of: { readonly programmeId: string; readonly role: ApplicationRole },
  which: RawBuilder<unknown>,
  limit: number,
): Promise<Candidate[]> {
  const { rows } = await sql<Row>`
    select a.person_id, a.tags, r.department, r.batch_year, a.max_mentees, r.suspended,
      case when a.role = 'MENTEE' and a.state = 'APPLIED' and exists (
        select from match_row m
        where m.tenant_id = a.tenant_id and m.programme_id = a.programme_id and m.mentee_id = a.person_id
          and m.state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED')) then 'MATCHED' else a.state end as state
    from application a join person_record r on r.tenant_id = a.tenant_id and r.id = a.person_id
    where a.tenant_id = ${db.tenantId} and a.programme_id = ${of.programmeId} and a.role = ${of.role} and ${which}
    order by a.person_id limit ${limit}`.execute(db.sql);
  return rows.map((row) => ({
    personId: row.person_id,
    tags: row.tags,
    department: row.department,
    batchYear: row.batch_year,
    maxMentees: row.max_mentees,
    state: row.state as ApplicationState,
    suspended: row.suspended,
  }));
}
