import { sql } from "kysely";
import { type DataContext, type DueTable, machinery, machineryQuery, type Trx } from "../postgres/index.ts";

/** Something that waits: `kind` says what for, `id` names the row, `dueAt` is in the tenant's time. */
export interface Due {
  readonly kind: string;
  readonly id: string;
  readonly dueAt: Date;
}

export interface DueRow extends Due {
  readonly tenantId: string;
}

/** Says that something is due at a moment of the tenant's time; replaces what was said of the same kind and id. */
export async function putDue<S>(trx: Trx<S>, due: Due | readonly Due[]): Promise<void> {
  const all = Array.isArray(due) ? (due as readonly Due[]) : [due as Due];
  if (all.length === 0) return;
  const rows = all.map(({ kind, id, dueAt }) => ({
    tenant_id: trx.tenantId,
    kind,
    id,
    due_at: dueAt,
    claimed_until: null,
  }));
  await machinery(trx.sql)
    .insertInto("due")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "kind", "id"]).doUpdateSet({
        due_at: (eb) => eb.ref("excluded.due_at"),
        claimed_until: null,
      }),
    )
    .execute();
}

/** Says that something is no longer waited for. Nothing when it was not. */
export async function removeDue<S>(trx: Trx<S>, kind: string, id: string | readonly string[]): Promise<void> {
  const ids = typeof id === "string" ? [id] : [...id];
  if (ids.length === 0) return;
  await machinery(trx.sql)
    .deleteFrom("due")
    .where("tenant_id", "=", trx.tenantId)
    .where("kind", "=", kind)
    .where("id", "in", ids)
    .execute();
}

/** Which due rows to take: of one kind (all when unset), at most `limit` (100), for `leaseMs` of real time (30 s). */
export interface ClaimOptions {
  readonly kind?: string;
  readonly limit?: number;
  readonly leaseMs?: number;
}

// The largest offset bounds the index scan; the second condition is the exact one.
const isDue = sql<boolean>`due.due_at <= now() + coalesce((select max(clock_offset_ms) from tenant), 0) * interval '1 millisecond'
  and due.due_at <= now() + coalesce((select t.clock_offset_ms from tenant t where t.id = due.tenant_id), 0) * interval '1 millisecond'`;

const rowOf = (row: Pick<DueTable, "tenant_id" | "kind" | "id" | "due_at">): DueRow => ({
  tenantId: row.tenant_id,
  kind: row.kind,
  id: row.id,
  dueAt: row.due_at,
});

/**
 * Takes what is due, of every tenant, the longest due first, so that no other sweep takes it while the lease lasts. Whoever deals with
 * a row removes it or puts it anew in the same transaction; a row left behind comes again after the lease.
 */
export async function claimDue<S>(ctx: DataContext<S>, options: ClaimOptions = {}): Promise<DueRow[]> {
  const { kind, limit = 100, leaseMs = 30_000 } = options;
  return machineryQuery(ctx, async (kysely) => {
    const { rows } = await sql<Pick<DueTable, "tenant_id" | "kind" | "id" | "due_at">>`
      update due set claimed_until = now() + ${leaseMs} * interval '1 millisecond'
      where (tenant_id, kind, id) in (
        select due.tenant_id, due.kind, due.id from due
        where ${isDue} and (${kind ?? null}::text is null or due.kind = ${kind ?? null})
          and (due.claimed_until is null or due.claimed_until < now())
        order by due.due_at limit ${limit} for update skip locked)
      returning tenant_id, kind, id, due_at`.execute(kysely);
    return rows.map(rowOf).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  });
}

/** What is due, of every tenant, without taking it; the longest due first. */
export async function dueRows<S>(ctx: DataContext<S>, options: Omit<ClaimOptions, "leaseMs"> = {}): Promise<DueRow[]> {
  const { kind, limit = 100 } = options;
  return machineryQuery(ctx, async (kysely) => {
    const { rows } = await sql<Pick<DueTable, "tenant_id" | "kind" | "id" | "due_at">>`
      select due.tenant_id, due.kind, due.id, due.due_at from due
      where ${isDue} and (${kind ?? null}::text is null or due.kind = ${kind ?? null}) order by due.due_at limit ${limit}`.execute(
      kysely,
    );
    return rows.map(rowOf);
  });
}

/** The ids of what is due of a kind for one tenant, whoever has taken them; the longest due first. */
export async function dueIds<S>(ctx: DataContext<S>, tenantId: string, kind: string): Promise<string[]> {
  return machineryQuery(ctx, async (kysely) => {
    const { rows } = await sql<{ id: string }>`
      select due.id from due where due.tenant_id = ${tenantId} and due.kind = ${kind} and ${isDue} order by due.due_at`.execute(
      kysely,
    );
    return rows.map(({ id }) => id);
  });
}

/** How many rows of a tenant are due and not dealt with, whoever has taken them. */
export async function countDue<S>(ctx: DataContext<S>, tenantId: string): Promise<number> {
  return machineryQuery(ctx, async (kysely) => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from due where tenant_id = ${tenantId} and ${isDue}`.execute(kysely);
    return rows[0]?.count ?? 0;
  });
}

/** When a tenant's next row falls due, in its own time; undefined when nothing waits. What is due already is not "next". */
export async function nextDue<S>(ctx: DataContext<S>, tenantId: string): Promise<Date | undefined> {
  return machineryQuery(ctx, async (kysely) => {
    const { rows } = await sql<{ at: Date | null }>`
      select min(due_at) as at from due where tenant_id = ${tenantId} and not (${isDue})`.execute(kysely);
    return rows[0]?.at ?? undefined;
  });
}
