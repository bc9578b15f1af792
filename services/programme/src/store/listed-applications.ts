import type { Db } from "@mentorship/shared/postgres";
import { type RawBuilder, sql } from "kysely";
import type { ApplicationRole, ApplicationState } from "../domain/application-states.ts";
import type { ProgrammeState } from "../domain/programme-states.ts";
import { type KnownApplication, knownFromRow, type KnownRow, liveMatchOfApplication } from "./applications.ts";
import type { Place, Placed } from "./placed.ts";
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
  display_name: string;
  person_zone: string;
  person_bio: string;
  personal_link: string;
  name_key: string;
};

const selectListed = (match: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select a.*, ${match} as match_seen, p.name as programme_name, p.state as programme_state, r.display_name,
    r.canonical_zone as person_zone, r.bio_short as person_bio, r.personal_link, r.name_key
  from application a
  join programme p on p.tenant_id = a.tenant_id and p.id = a.programme_id
  join person_record r on r.tenant_id = a.tenant_id and r.id = a.person_id`;

export type ApplicationOrder = "NEWEST" | "OLDEST" | "NAME";

/**
 * Which applications a list holds; empty and undefined parts restrict nothing. `tags`: all of them. `staff`: the caller is told of every
 * match; others only of those that the mentor accepted.
 */
export interface ApplicationFilter {
  readonly programmeId: string | undefined;
  readonly personId: string | undefined;
  readonly role: ApplicationRole | undefined;
  readonly states: readonly ApplicationState[];
  readonly tags: readonly string[];
  readonly department: string;
  readonly text: string;
  readonly staff: boolean;
}

const orders: Readonly<
  Record<
    ApplicationOrder,
    {
      readonly by: RawBuilder<unknown>;
      readonly behind: (place: Place) => RawBuilder<unknown>;
      readonly keyOf: (row: ListedRow) => Place["key"];
    }
  >
> = {
  NEWEST: {
    by: sql`a.created_at desc, a.id desc`,
    behind: ({ key, id }) => sql`(a.created_at, a.id) < (${key}::timestamptz, ${id}::uuid)`,
    keyOf: (row) => row.created_at,
  },
  OLDEST: {
    by: sql`a.created_at, a.id`,
    behind: ({ key, id }) => sql`(a.created_at, a.id) > (${key}::timestamptz, ${id}::uuid)`,
    keyOf: (row) => row.created_at,
  },
  NAME: {
    by: sql`r.name_key, a.id`,
    behind: ({ key, id }) => sql`(r.name_key, a.id) > (${key}::text, ${id}::uuid)`,
    keyOf: (row) => row.name_key,
  },
};

/** A page of applications in an order, behind `after`. */
export async function pageOfApplications(
  db: Db<Tables>,
  filter: ApplicationFilter,
  order: ApplicationOrder,
  after: Place | undefined,
  limit: number,
): Promise<Placed<ListedApplication>[]> {
  const { by, behind, keyOf } = orders[order];
  const conditions = [...conditionsOf(db, filter), ...(after === undefined ? [] : [behind(after)])];
  const { rows } = await sql<ListedRow>`
    ${selectListed(sql.ref("m.seen"))} ${liveMatchOfApplication} where ${sql.join(conditions, sql` and `)}
    order by ${by} limit ${limit}`.execute(db.sql);
  return rows.map((row) => ({ item: listedFromRow(row), place: { key: keyOf(row), id: row.id } }));
}

function conditionsOf(db: Db<Tables>, filter: ApplicationFilter): RawBuilder<unknown>[] {
  const { programmeId, personId, role, states, tags, department, text, staff } = filter;
  const visible = sql`case when a.role = 'MENTEE' and a.state = 'APPLIED' and (m.seen or (${staff} and m.seen is not null))
    then 'MATCHED' else a.state end`;
  return [
    sql`a.tenant_id = ${db.tenantId}`,
    ...(programmeId === undefined ? [] : [sql`a.programme_id = ${programmeId}`]),
    ...(personId === undefined ? [] : [sql`a.person_id = ${personId}`]),
    ...(role === undefined ? [] : [sql`a.role = ${role}`]),
    ...(states.length === 0 ? [] : [sql`${visible} = any(${states}::text[])`]),
    ...(tags.length === 0 ? [] : [sql`a.tags @> ${tags}::text[]`]),
    ...(department === "" ? [] : [sql`r.department = ${department}`]),
    ...(text === ""
      ? []
      : [sql`(strpos(r.name_key, fold_text(${text})) > 0 or strpos(a.bio_key, fold_text(${text})) > 0)`]),
  ];
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
  person: {
    displayName: row.display_name,
    zone: row.person_zone,
    bioShort: row.person_bio,
    personalLink: row.personal_link,
  },
});
