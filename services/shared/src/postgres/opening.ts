import { literal } from "./literal.ts";
import type pg from "pg";

/** How long a transaction may take: one statement, one wait for a lock, one pause between statements. Milliseconds. */
export const limits = { statement: 3_000, lock: 2_000, idle: 5_000 } as const;

/** The statement that enters a tenant and sets the limits, until the transaction ends. */
export function enterTenant(tenantId: string, actorId: string): string {
  const settings: Record<string, string> = {
    "app.tenant": tenantId,
    "app.actor": actorId,
    statement_timeout: String(limits.statement),
    lock_timeout: String(limits.lock),
    idle_in_transaction_session_timeout: String(limits.idle),
  };
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${literal(value)}, true)`);
  return `select ${calls.join(", ")}`;
}

/** The columns that tell a tenant's time: `real_ms` of the transaction's start, and the tenant's `offset_ms`, both whole. */
export function timeColumns(tenantId: string): string {
  const offset = `(select clock_offset_ms from tenant where id = ${literal(tenantId)})`;
  return `floor(extract(epoch from now()) * 1000)::int8 as real_ms, coalesce(${offset}, 0)::int8 as offset_ms`;
}

/** The tenant's time, from a row with the columns of `timeColumns`. */
export function timeOf(result: pg.QueryResult | undefined): Date {
  const row = result?.rows[0] as { real_ms: number; offset_ms: number } | undefined;
  if (!row) throw new Error("the transaction's opening answered no time");
  return new Date(row.real_ms + row.offset_ms);
}
