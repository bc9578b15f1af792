import { execFile } from "node:child_process";
import { chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { startProcess } from "../processes/index.ts";
import { awaitReady } from "./await-ready.ts";
import { sourceOf } from "./find-binary.ts";
import { unreachable } from "./given.ts";
import { type Account, postgresAccount, postgresBinaries, reachableDataDir } from "./postgres-binaries.ts";
import { givenServer, ownServer, type Server, type ServerOptions } from "./server.ts";

const run = promisify(execFile);
const SUPERUSER = "postgres";

/**
 * Postgres on `port`, its data under `dataDir`; the server named by DATABASE_URL when that is set. `address` is a URL
 * of a superuser. `durable: false` gives up safety against power loss for speed, which suits tests.
 * Throws when the server cannot be started or does not answer.
 */
export async function startPostgres(
  options: ServerOptions & { password: string; durable?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): Promise<Server> {
  const source = sourceOf("DATABASE_URL", env);
  if (source.from === "given") {
    if (!(await answers(source.address))) throw unreachable("Postgres", "DATABASE_URL", source.address);
    return givenServer(source.address);
  }
  const account = await postgresAccount();
  const bin = join(await postgresBinaries(account), "bin");
  const dataDir = await reachableDataDir(options.dataDir, account);
  if (dataDir !== options.dataDir) options.log(`  Postgres runs as another account and keeps its data in ${dataDir}`);
  await initialise(bin, dataDir, account, options.password);
  // A server whose parent was killed still holds its data folder.
  const holder = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => undefined);
  if (holder !== undefined) {
    await run(join(bin, "pg_ctl"), ["stop", "-D", dataDir, "-m", "fast", "-w"], account).catch(() => undefined);
  }
  const running = await startProcess({
    name: "postgres",
    command: join(bin, "postgres"),
    args: ["-D", dataDir, ...settingsOf(options).flatMap((setting) => ["-c", setting])],
    ...account,
    cwd: tmpdir(),
    logFile: join(options.logDir, "postgres.log"),
    runDir: options.runDir,
    warden: options.warden,
    // Fast shutdown: SIGTERM would wait for every client to leave.
    stopSignal: "SIGINT",
  });
  const url = `postgres://${SUPERUSER}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/postgres`;
  await awaitReady(running, () => answers(url), 30_000);
  return ownServer(url, running);
}

function settingsOf(options: { port: number; durable?: boolean }): string[] {
  const settings = [
    `port=${options.port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    "timezone=UTC",
    "log_timezone=UTC",
    "shared_buffers=256MB",
  ];
  return options.durable === false
    ? [...settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    : settings;
}

async function initialise(bin: string, dataDir: string, account: Account, password: string): Promise<void> {
  if ((await readFile(join(dataDir, "PG_VERSION"), "utf8").catch(() => undefined)) !== undefined) return;
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = join(dataDir, "..", `password-${process.pid}`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(dataDir, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"];
  try {
    await run(
      join(bin, "initdb"),
      ["-D", dataDir, "-U", SUPERUSER, "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--no-sync", ...locale],
      { ...account, cwd: tmpdir() },
    );
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw new Error(
      `Postgres could not prepare ${dataDir}: ${(error as { stderr?: string }).stderr ?? String(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
