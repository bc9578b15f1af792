import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Logger } from "pino";
import { createBell } from "./bell.ts";
import { pgTypes } from "./pg-types.ts";
import { createReadBuffer } from "./read-buffer.ts";
import { kyselyOf } from "./session.ts";
import type { Data, DatabaseConfig } from "./types.ts";

/** What tests may replace. */
export interface DataOverrides {
  readonly newId?: () => string;
}

/** The options of every connection of a service: its own schema first, and a limit for statements outside transactions. */
export function connectionOptions(config: DatabaseConfig, service: string): pg.ClientConfig {
  return {
    connectionString: config.url,
    application_name: service,
    options: `-c search_path=${service},public -c statement_timeout=10000`,
    types: pgTypes,
    keepAlive: true,
    connectionTimeoutMillis: 3_000,
  };
}

/** Opens a service's data. Connects only when first used. The schema has the service's name. */
export function openData<S>(
  config: DatabaseConfig,
  service: string,
  log: Logger,
  overrides: DataOverrides = {},
): Data<S> {
  if (!/^[a-z][a-z_]*$/.test(service)) throw new Error(`"${service}" is not the name of a schema`);
  const pool = new pg.Pool({ ...connectionOptions(config, service), max: config.poolSize ?? 10 });
  // Without a listener, a backend that goes away while its connection is idle ends the process.
  pool.on("error", (error) => log.warn({ err: error }, "an idle connection to the database was lost"));
  // The pool takes its own listener off while a connection is lent, also in the moment before the borrower can put one on.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return {
    service,
    config,
    pool,
    kysely: kyselyOf<S>(pool),
    log,
    newId: overrides.newId ?? randomUUID,
    bell: createBell(pool, service),
    admitted: new Map(),
    reads: createReadBuffer(pool, log),
  };
}

/** Writes what is buffered and closes every connection; running transactions end first. */
export async function closeData<S>(data: Data<S>): Promise<void> {
  await data.reads.flush();
  await data.pool.end();
}
