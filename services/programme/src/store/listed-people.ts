import type { Db } from "@mentorship/shared/postgres";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Person } from "../domain/person.ts";
import { personFromRow } from "./people.ts";
import type { Place, Placed } from "./placed.ts";
import type { PersonRecordTable, Tables } from "./tables.ts";

export type PersonOrder = "NAME" | "ID" | "NEWEST_BATCH";

/** Whom of the directory a list holds; empty and undefined parts let everybody in. */
export interface PersonFilter {
  readonly text: string;
  readonly departments: readonly string[];
  readonly batchYearMin: number | undefined;
  readonly batchYearMax: number | undefined;
  readonly suspended: boolean | undefined;
}

type Row = Selectable<PersonRecordTable>;

const orders: Readonly<
  Record<
    PersonOrder,
    {
      readonly by: RawBuilder<unknown>;
      readonly behind: (place: Place) => RawBuilder<unknown>;
      readonly keyOf: (row: Row) => Place["key"];
    }
  >
> = {
  NAME: {
    by: sql`name_key, id`,
    behind: ({ key, id }) => sql`(name_key, id) > (${key}::text, ${id}::text)`,
    keyOf: (row) => row.name_key,
  },
  ID: { by: sql`id`, behind: ({ id }) => sql`id > ${id}::text`, keyOf: () => null },
  NEWEST_BATCH: {
    by: sql`batch_key, id`,
    behind: ({ key, id }) => sql`(batch_key, id) > (${key}::int4, ${id}::text)`,
    keyOf: (row) => row.batch_key,
  },
};

/** A page of the directory in an order, behind `after`. */
export async function pageOfPeople(
  db: Db<Tables>,
  filter: PersonFilter,
  order: PersonOrder,
  after: Place | undefined,
  limit: number,
): Promise<Placed<Person>[]> {
  const { by, behind, keyOf } = orders[order];
  const { text, departments, batchYearMin, batchYearMax, suspended } = filter;
  const conditions = [
    sql`tenant_id = ${db.tenantId}`,
    ...(text === "" ? [] : [sql`strpos(search_key, fold_text(${text})) > 0`]),
    ...(departments.length === 0 ? [] : [sql`department = any(${departments}::text[])`]),
    ...(batchYearMin === undefined ? [] : [sql`batch_year >= ${batchYearMin}`]),
    ...(batchYearMax === undefined ? [] : [sql`batch_year <= ${batchYearMax}`]),
    ...(suspended === undefined ? [] : [suspended ? sql`suspended` : sql`not suspended`]),
    ...(after === undefined ? [] : [behind(after)]),
  ];
  const { rows } = await sql<Row>`
    select * from person_record where ${sql.join(conditions, sql` and `)} order by ${by} limit ${limit}`.execute(
    db.sql,
  );
  return rows.map((row) => ({ item: personFromRow(row), place: { key: keyOf(row), id: row.id } }));
}
