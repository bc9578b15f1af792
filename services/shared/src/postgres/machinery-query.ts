import type { Kysely, Transaction } from "kysely";
import { refusalOfFault } from "./faults.ts";
import type { MachineryTables } from "./tables.ts";
import type { DataContext } from "./types.ts";

/** Reads or writes the tables outside row security, across tenants. Rows of tenant tables are invisible to it. */
export async function machineryQuery<S, R>(ctx: DataContext<S>, body: (sql: Kysely<S>) => Promise<R>): Promise<R> {
  try {
    return await body(ctx.data.kysely);
  } catch (error) {
    throw refusalOfFault(error);
  }
}

/** The same connection, typed by the tables that every schema has. */
export function machinery<S>(sql: Transaction<S>): Transaction<MachineryTables>;
export function machinery<S>(sql: Kysely<S>): Kysely<MachineryTables>;
export function machinery<S>(sql: Kysely<S>): Kysely<MachineryTables> {
  return sql as unknown as Kysely<MachineryTables>;
}
