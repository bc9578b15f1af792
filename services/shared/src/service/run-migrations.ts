import { ConfigError, configOf, readEnv } from "../config/index.ts";
import { type MigrateOptions, type Migrations, migrateService } from "../postgres/index.ts";

/**
 * Brings a service's schema up to date in the database that `DATABASE_URL` names, as a role that may create schemas and roles. What stops
 * it is told in one line each on standard error, and the process ends with 1.
 */
export async function runMigrations(service: string, migrations: Migrations, options?: MigrateOptions): Promise<void> {
  try {
    const url = configOf(readEnv(), (read) => read.url("DATABASE_URL", ["postgres", "postgresql"]));
    await migrateService(url, service, migrations, options);
  } catch (error) {
    const problems =
      error instanceof ConfigError ? error.problems : [error instanceof Error ? error.message : String(error)];
    for (const problem of problems) process.stderr.write(`${service}: can't migrate: ${problem}\n`);
    process.exitCode = 1;
  }
}
