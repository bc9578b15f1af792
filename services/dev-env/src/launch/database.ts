import { readFile } from "node:fs/promises";
import pg from "pg";
import { places } from "./places.ts";

/** The password of the platform's roles: MENTORSHIP_DB_PASSWORD, or a word that guards nothing but development. */
export function rolePassword(env: NodeJS.ProcessEnv = process.env): string {
  return env.MENTORSHIP_DB_PASSWORD || "mentorship-development";
}

/** `adminUrl` with another database, and with another role where one is named. */
export function databaseUrl(adminUrl: string, change: { database?: string; role?: string; password?: string }): string {
  const url = new URL(adminUrl);
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  if (change.role !== undefined) url.username = encodeURIComponent(change.role);
  if (change.password !== undefined) url.password = encodeURIComponent(change.password);
  return url.toString();
}

/** One connection, which its caller ends. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // Without a listener a connection that the server drops would end this process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Runs `use` with one connection, which is closed whatever happens. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openClient(url);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Creates the roles of `deploy/postgres/roles.sql` or brings them up to date. Safe to run by several at once. */
export async function ensureRoles(adminUrl: string, password: string): Promise<void> {
  // NOTE: a replacement given as a string would take each `$` in it for a sign of its own.
  const sql = (await readFile(places().rolesSql, "utf8")).replaceAll(":'password'", () => pg.escapeLiteral(password));
  // Advisory locks belong to one database: all meet in the same one.
  await withClient(databaseUrl(adminUrl, { database: "postgres" }), (client) => client.query(sql));
}

/**
 * Creates `database` when it is missing, as a copy of `template` when one is named, and grants to the roles what they
 * need in it. Grants on a database are not copied with a template.
 */
export async function ensureDatabase(adminUrl: string, database: string, template?: string): Promise<void> {
  await withClient(databaseUrl(adminUrl, { database: "postgres" }), async (client) => {
    const name = pg.escapeIdentifier(database);
    const found = await client.query("select from pg_database where datname = $1", [database]);
    if (found.rowCount !== 0) return;
    // wal_log: 15 ms for a small template, against 40 ms with file_copy, which also forces checkpoints.
    const from = template === undefined ? "template0" : pg.escapeIdentifier(template);
    await client.query(`create database ${name} template ${from} strategy wal_log`).catch((error: pg.DatabaseError) => {
      if (error.code !== "42P04" && error.code !== "23505") throw error;
    });
  });
  const grants = await readFile(places().databaseSql, "utf8");
  await withClient(databaseUrl(adminUrl, { database }), (client) => client.query(grants));
}

/** Drops `database`, whoever is still connected to it. */
export async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  await withClient(databaseUrl(adminUrl, { database: "postgres" }), (client) =>
    client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`),
  );
}
