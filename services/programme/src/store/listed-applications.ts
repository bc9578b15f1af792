import type { Db } from "@mentorship/shared/postgres";
import { type RawBuilder, sql } from "kysely";
import type { ApplicationRole, ApplicationState } from "../domain/application-states.ts";
import type { ProgrammeState } from "../domain/programme-states.ts";
import { type KnownApplication, knownFromRow, type KnownRow, liveMatchOfApplication } from "./applications.ts";
import type { Tables } from "./tables.ts";

/** Whom an application is of, as far as it is shown. */
export interface ApplicantCard {
  readonly displayName: string;
  readonly zone: string;
  readonly bioShort: string;
  readonly personalLink: string;
}

/** An application with the names around it. */
export interface ListedApplication extends KnownApplication {
  readonly programmeName: string;
  readonly programmeState: ProgrammeState;
  readonly person: ApplicantCard | null;
}

type ListedRow = KnownRow & {
  programme_name: string;
  programme_state: string;
  display_name: string | null;
  person_zone: string;
  person_bio: string;
  personal_link: string;
};

const selectListed = (match: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select a.*, ${match} as match_seen, p.name as programme_name, p.state as programme_state, r.display_name,
    r.canonical_zone as person_zone, r.bio_short as person_bio, r.personal_link
  from application a
  join programme p on p.tenant_id = a.tenant_id and p.id = a.programme_id
  left join person_record r on r.tenant_id = a.tenant_id and r.id = a.person_id`;

/** Which applications a list holds. `staff`: the caller is told of every match; others only of those that the mentor accepted. */
export interface ApplicationFilter {
  readonly programmeId: string | undefined;
  readonly personId: string | undefined;
  readonly role: ApplicationRole | undefined;
  readonly states: readonly ApplicationState[];
  readonly staff: boolean;
}

export interface ApplicationCursor {
  readonly createdAt: Date;
  readonly id: string;
}

/** A page of applications, the newest first. */
export async function pageOfApplications(
  db: Db<Tables>,
  filter: ApplicationFilter,
  after: ApplicationCursor | undefined,
  limit: number,
): Promise<ListedApplication[]> {
  const { programmeId, personId, role, states, staff } = filter;
  const visible = sql`case when a.role = 'MENTEE' and a.state = 'APPLIED' and (m.seen or (${staff} and m.seen is not null))
    then 'MATCHED' else a.state end`;
  const conditions = [
    sql`a.tenant_id = ${db.tenantId}`,
    ...(programmeId === undefined ? [] : [sql`a.programme_id = ${programmeId}`]),
    ...(personId === undefined ? [] : [sql`a.person_id = ${personId}`]),
    ...(role === undefined ? [] : [sql`a.role = ${role}`]),
    ...(states.length === 0 ? [] : [sql`${visible} = any(${states}::text[])`]),
    ...(after === undefined ? [] : [sql`(a.created_at, a.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`]),
  ];
  const { rows } = await sql<ListedRow>`
    ${selectListed(sql.ref("m.seen"))} ${liveMatchOfApplication} where ${sql.join(conditions, sql` and `)}
    order by a.created_at desc, a.id desc limit ${limit}`.execute(db.sql);
  return rows.map(listedFromRow);
}

/** An application with the names around it; its live match is not looked at. Undefined: there is none. */
export async function findListed(db: Db<Tables>, id: string): Promise<ListedApplication | undefined> {
  const { rows } = await sql<ListedRow>`
    ${selectListed(sql`null::boolean`)} where a.tenant_id = ${db.tenantId} and a.id = ${id}`.execute(db.sql);
  return rows[0] && listedFromRow(rows[0]);
}

const listedFromRow = (row: ListedRow): ListedApplication => ({
  ...knownFromRow(row),
  programmeName: row.programme_name,
  programmeState: row.programme_state as ProgrammeState,
  person:
    row.display_name === null
      ? null
      : {
          displayName: row.display_name,
          zone: row.person_zone,
          bioShort: row.person_bio,
          personalLink: row.personal_link,
        },
});
