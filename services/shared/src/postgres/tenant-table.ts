import { type Kysely, sql } from "kysely";

export type Grant = "select" | "insert" | "update" | "delete";

/** What the service's role may do with the table; everything but its definition when unset. */
export interface TenantTableOptions {
  readonly grants?: readonly Grant[];
}

/**
 * Puts a table of the schema under row security, forced on its owner too: rows are seen and written only in their own tenant, which
 * its column `tenant_id` names. Call it in the migration that creates the table.
 */
export async function tenantTable<S>(db: Kysely<S>, table: string, options: TenantTableOptions = {}): Promise<void> {
  // The policy compares the column itself with a stable expression: a cast of the column or a volatile function costs ten times as much.
  const mine = sql`tenant_id = nullif(current_setting('app.tenant', true), '')`;
  const name = sql.id(table);
  const kysely = db as unknown as Kysely<unknown>;
  await sql`alter table ${name} enable row level security, force row level security`.execute(kysely);
  await sql`create policy tenant_read on ${name} for select using (${mine})`.execute(kysely);
  await sql`create policy tenant_insert on ${name} for insert with check (${mine})`.execute(kysely);
  await sql`create policy tenant_update on ${name} for update using (${mine}) with check (${mine})`.execute(kysely);
  await sql`create policy tenant_delete on ${name} for delete using (${mine})`.execute(kysely);
  await grantToService(kysely, table, options.grants ?? ["select", "insert", "update", "delete"]);
}

/** Lets the service's role use a table. The role is `svc_` and the name of the schema. */
export async function grantToService(db: Kysely<unknown>, table: string, grants: readonly Grant[]): Promise<void> {
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
  const role = `svc_${rows[0]?.schema ?? ""}`;
  await sql`grant ${sql.raw(grants.join(", "))} on ${sql.id(table)} to ${sql.id(role)}`.execute(db);
}
