import { spawn } from "node:child_process";
import { databaseUrl } from "./database.ts";
import { nodeCommand, places, SERVICES, type ServiceName } from "./places.ts";

const TAIL = 4_000;

/**
 * Brings the schemas of `services` in one database up to date, as the migrator: one process per service, all at once.
 * Throws with the end of what the first failing one printed.
 */
export async function migrate(options: {
  adminUrl: string;
  database: string;
  password: string;
  services?: readonly ServiceName[];
  env?: NodeJS.ProcessEnv;
}): Promise<void> {
  const { adminUrl, database, password, services = SERVICES } = options;
  const url = databaseUrl(adminUrl, { database, role: "mentorship_migrator", password });
  const env = { ...process.env, ...options.env, MENTORSHIP_ENV: "development", DATABASE_URL: url };
  // All end before an error is thrown: none is left to run on against a database that its owner takes away.
  const ended = await Promise.allSettled(services.map((service) => migrateOne(service, env)));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

function migrateOne(service: ServiceName, env: NodeJS.ProcessEnv): Promise<void> {
  const entry = places().entry(service, "migrate");
  const { command, args } = nodeCommand();
  const child = spawn(command, [...args, entry], { cwd: places().root, env, stdio: ["ignore", "pipe", "pipe"] });
  let tail = "";
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (text: string) => {
      tail = (tail + text).slice(-TAIL);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`migrating ${service} failed with code ${code}:\n${tail.trimEnd()}`));
    });
  });
}
