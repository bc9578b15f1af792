import { Kysely, PostgresDialect } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import pg from "pg";
import { machineryMigrations } from "./machinery-migrations.ts";

/** By name, in the order of the names: `2026_11_21_0001_match`. */
export type Migrations = Readonly<Record<string, Migration>>;

export interface MigrateOptions {
  /** Extensions that the migrations need, such as `btree_gist`. */
  readonly extensions?: readonly string[];
}

/** The role that owns every schema and table. It can't log in. */
export const ownerRole = "mentorship_owner";

/**
 * Brings a service's schema up to date: roles, schema, the tables that every service has, then the service's own. Safe to run again
 * and by several processes at once. `adminUrl` is of a role that may create roles and schemas. Throws the first migration's error.
 */
export async function migrateService(
  adminUrl: string,
  service: string,
  migrations: Migrations,
  options: MigrateOptions = {},
): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: `migrate ${service}` });
  await admin.connect();
  try {
    await admin.query("select pg_advisory_lock(hashtext('mentorship migrations'))");
    await prepareSchema(admin, service, options.extensions ?? []);
    await migrateAsOwner(adminUrl, service, migrations);
  } finally {
    await admin.end();
  }
}

async function prepareSchema(admin: pg.Client, service: string, extensions: readonly string[]): Promise<void> {
  const schema = pg.escapeIdentifier(service);
  const serviceRole = `svc_${service}`;
  await createRole(admin, ownerRole, "nologin");
  await createRole(admin, serviceRole, "login nosuperuser nocreatedb nocreaterole nobypassrls");
  await admin.query(`create schema if not exists ${schema} authorization ${ownerRole}`);
  await admin.query(`grant usage on schema ${schema} to ${pg.escapeIdentifier(serviceRole)}`);
  for (const extension of extensions) {
    await admin.query(`create extension if not exists ${pg.escapeIdentifier(extension)} schema public`);
  }
}

// Roles belong to the whole server, so another database's migration may create them at the same moment. A migrator that may not create
// roles finds them there.
async function createRole(admin: pg.Client, name: string, attributes: string): Promise<void> {
  await admin.query(
    `do $$ begin
       if not exists (select from pg_roles where rolname = ${pg.escapeLiteral(name)}) then
         create role ${pg.escapeIdentifier(name)} ${attributes};
       end if;
     exception when duplicate_object or unique_violation then null;
     end $$`,
  );
}

async function migrateAsOwner(adminUrl: string, service: string, migrations: Migrations): Promise<void> {
  const pool = new pg.Pool({
    connectionString: adminUrl,
    max: 2,
    options: `-c search_path=${service},public -c role=${ownerRole}`,
  });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await runAll(db, service, "machinery_migration", machineryMigrations);
    await runAll(db, service, "migration", migrations);
  } finally {
    await db.destroy();
  }
}

async function runAll(db: Kysely<unknown>, schema: string, table: string, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableSchema: schema,
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === "Error")?.migrationName;
  throw new Error(
    `the migration ${failed ?? "of this schema"} failed: ${error instanceof Error ? error.message : "unknown"}`,
    {
      cause: error,
    },
  );
}
