import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueToken } from "@mentorship/dev-env/keys";
import { type Platform, startPlatform, withClient } from "@mentorship/dev-env/launch";
import { createClients, settle } from "@mentorship/dev-env/testing";
import type { StageWorld } from "../tests/stage.ts";

/** The scheduling service behind the edge, with a Postgres and a NATS of its own that are gone afterwards. */
export interface Rehearsal extends StageWorld {
  readonly platform: Platform;
  /** All that Postgres has logged so far, each line with the code of its error. */
  postgresLog(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it without Temporal: bookings are written and told without, and what runs beside them is the same each time. */
export async function startRehearsal(log: (line: string) => void): Promise<Rehearsal> {
  const dir = await mkdtemp(join(tmpdir(), "mentorship-bench-"));
  // Postgres may run as another account, which has to pass through.
  await chmod(dir, 0o711);
  const platform = await startPlatform({
    dir,
    temporary: true,
    services: ["scheduling"],
    temporal: false,
    env: { ...process.env, DATABASE_URL: "", NATS_URL: "", TEMPORAL_ADDRESS: "" },
    log,
  });
  const clients = createClients(platform.edgeUrl);
  const sql: StageWorld["sql"] = (text, params = []) =>
    withClient(platform.databaseUrl, async (client) => (await client.query(text, [...params])).rows as never);
  await sql("alter system set log_line_prefix = '%m [%p] %e '");
  await sql("select pg_reload_conf()");
  return {
    platform,
    natsUrl: platform.natsUrl,
    client: clients.client,
    token: (claims) => issueToken(platform.keys.platformKey, claims),
    sql,
    settle,
    postgresLog: () => readFile(join(dir, "logs", "postgres.log"), "utf8"),
    async stop() {
      clients.close();
      await platform.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
