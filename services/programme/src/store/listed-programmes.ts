import type { Db } from "@mentorship/shared/postgres";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Programme } from "../domain/programme.ts";
import type { ProgrammeState } from "../domain/programme-states.ts";
import type { Place, Placed } from "./placed.ts";
import { withPhases } from "./programmes.ts";
import type { ProgrammeTable, Tables } from "./tables.ts";

export type ProgrammeOrder = "NEWEST" | "NAME" | "START";

/** Which programmes a list holds. `states` empty: none; `text` and `department` empty: whatever they are. */
export interface ProgrammeFilter {
  readonly states: readonly ProgrammeState[];
  readonly text: string;
  readonly department: string;
}

type Row = Selectable<ProgrammeTable>;

const orders: Readonly<
  Record<
    ProgrammeOrder,
    {
      readonly by: RawBuilder<unknown>;
      readonly behind: (place: Place) => RawBuilder<unknown>;
      readonly keyOf: (row: Row) => Place["key"];
    }
  >
> = {
  NEWEST: {
    by: sql`created_at desc, id desc`,
    behind: ({ key, id }) => sql`(created_at, id) < (${key}::timestamptz, ${id}::uuid)`,
    keyOf: (row) => row.created_at,
  },
  NAME: {
    by: sql`name_key, id`,
    behind: ({ key, id }) => sql`(name_key, id) > (${key}::text, ${id}::uuid)`,
    keyOf: (row) => row.name_key,
  },
  START: {
    by: sql`starts_key, id`,
    behind: ({ key, id }) => sql`(starts_key, id) > (coalesce(${key}::timestamptz, 'infinity'), ${id}::uuid)`,
    keyOf: (row) => row.starts_at,
  },
};

/** A page of programmes in an order, behind `after`. */
export async function pageOfProgrammes(
  db: Db<Tables>,
  filter: ProgrammeFilter,
  order: ProgrammeOrder,
  after: Place | undefined,
  limit: number,
): Promise<Placed<Programme>[]> {
  const { by, behind, keyOf } = orders[order];
  const { states, text, department } = filter;
  const conditions = [
    sql`tenant_id = ${db.tenantId} and state = any(${states}::text[])`,
    ...(text === ""
      ? []
      : [sql`(strpos(name_key, fold_text(${text})) > 0 or strpos(fold_text(description), fold_text(${text})) > 0)`]),
    ...(department === "" ? [] : [sql`(departments = '{}' or ${department} = any(departments))`]),
    ...(after === undefined ? [] : [behind(after)]),
  ];
  const { rows } = await sql<Row>`
    select * from programme where ${sql.join(conditions, sql` and `)} order by ${by} limit ${limit}`.execute(db.sql);
  const programmes = await withPhases(db, rows);
  return rows.map((row, index) => ({
    item: programmes[index] as Programme,
    place: { key: keyOf(row), id: row.id },
  }));
}
