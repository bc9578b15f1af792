import { randomBytes } from "node:crypto";
import {
  databaseUrl,
  dropDatabase,
  ensureDatabase,
  migrate,
  rolePassword,
  SERVICES,
  type ServiceName,
  withClient,
} from "../launch/index.ts";
import { testSetting } from "./run.ts";

/** A migrated database that belongs to one test file. */
export interface TestDatabase {
  name: string;
  /** URL of a superuser, who sees every tenant's rows. */
  adminUrl: string;
  /** URL of a role, such as `svc_programme`, which row security binds. */
  urlFor: (role: string) => string;
  /** Runs one statement as superuser and answers its rows. */
  sql: <Row = Record<string, unknown>>(text: string, params?: readonly unknown[]) => Promise<Row[]>;
  drop: () => Promise<void>;
}

/**
 * A fresh copy (15 ms) of a template with the schemas of these services, all five when unset. The first caller of a
 * run makes the template, by running their migrations; the others wait for it.
 */
export async function createTestDatabase(services: readonly ServiceName[] = SERVICES): Promise<TestDatabase> {
  const server = testSetting("adminUrl");
  const template = await ensureTemplate(server, services);
  const name = `test_${randomBytes(8).toString("hex")}`;
  await ensureDatabase(server, name, template);
  const adminUrl = databaseUrl(server, { database: name });
  return {
    name,
    adminUrl,
    urlFor: (role) => databaseUrl(server, { database: name, role, password: rolePassword() }),
    sql: (text, params = []) =>
      withClient(adminUrl, async (client) => (await client.query(text, [...params])).rows as never),
    drop: () => dropDatabase(server, name),
  };
}

/** Makes the template under a lock that all workers of the run share; it is renamed to its name when it is whole. */
async function ensureTemplate(server: string, services: readonly ServiceName[]): Promise<string> {
  const template = `${testSetting("template")}_${SERVICES.map((one) => (services.includes(one) ? "1" : "0")).join("")}`;
  await withClient(databaseUrl(server, { database: "postgres" }), async (client) => {
    await client.query("select pg_advisory_lock(hashtext($1))", [template]);
    const found = await client.query("select from pg_database where datname = $1", [template]);
    if (found.rowCount !== 0) return;
    const unfinished = `${template}_unfinished`;
    await dropDatabase(server, unfinished);
    await ensureDatabase(server, unfinished);
    await migrate({ adminUrl: server, database: unfinished, password: rolePassword(), services });
    await client.query(`alter database "${unfinished}" rename to "${template}"`);
  });
  return template;
}
