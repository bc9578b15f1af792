import { rm } from "node:fs/promises";
import { databaseUrl, dropDatabase, withClient } from "../launch/index.ts";
import { takeRun, TEST_ENV } from "./run.ts";

/** Stops the run's Postgres and removes its folder; a given server loses the run's templates alone. */
export default async function globalTeardown(): Promise<void> {
  const run = takeRun();
  if (run === undefined) return;
  const template = process.env[TEST_ENV.template];
  if (run.given && template) await dropTemplates(run.postgres.address, template);
  await run.postgres.stop();
  run.warden.close();
  await rm(run.dir, { recursive: true, force: true });
}

async function dropTemplates(adminUrl: string, prefix: string): Promise<void> {
  const names = await withClient(databaseUrl(adminUrl, { database: "postgres" }), async (client) => {
    const found = await client.query("select datname from pg_database where starts_with(datname, $1)", [`${prefix}_`]);
    return found.rows.map((row: { datname: string }) => row.datname);
  });
  for (const name of names) await dropDatabase(adminUrl, name);
}
