import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeCommand } from "../launch/places.ts";
import { isReady, settle } from "../processes/index.ts";
import { withoutCredentials } from "../servers/given.ts";
import { readSettings } from "./settings.ts";
import { type Addresses, type DevState, readState } from "./state.ts";

// A first start on a slow machine: initdb, five migrations, five services.
const TIMEOUT_MS = 10 * 60_000;

/** Starts the platform in the background, shows how it goes, and prints every address when it is ready. */
export async function up(): Promise<void> {
  const { dir } = readSettings();
  const before = await readState(dir);
  if (before?.addresses !== undefined) {
    const ready = await isReady(before.addresses.edgeUrl);
    console.log(ready ? "The platform is already up." : notReadyLine(before.addresses));
    return printAddresses(before.addresses, dir);
  }
  await mkdir(dir, { recursive: true });
  const logFile = join(dir, "supervisor.log");
  const ended = before === undefined ? startSupervisor(logFile) : new Promise<never>(() => undefined);
  const state = await follow(dir, logFile, ended);
  console.log("\nThe platform is up.");
  printAddresses(state, dir);
}

function notReadyLine({ edgeUrl }: Addresses): string {
  return `The platform is up, but not all of it is ready: ${edgeUrl}/readyz says which part. Way out: make down, make up`;
}

/** Starts the holder of the platform in a session of its own; answers when it ends. */
function startSupervisor(logFile: string): Promise<string> {
  const log = openSync(logFile, "w");
  const { command, args } = nodeCommand();
  const entry = fileURLToPath(new URL("../bin/dev.ts", import.meta.url));
  const child = spawn(command, [...args, entry, "supervise"], { stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  const interrupt = (): void => void child.kill("SIGTERM");
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  child.unref();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  });
}

/** Shows the log as it grows, until the platform is ready; throws when its holder ended before. */
async function follow(dir: string, logFile: string, ended: Promise<string>): Promise<Addresses> {
  const log = await open(logFile, "r");
  let exit: string | undefined;
  ended.then(
    (how) => {
      exit = how;
    },
    (error: unknown) => {
      exit = String(error);
    },
  );
  const show = async (): Promise<void> => {
    for (;;) {
      const { bytesRead, buffer } = await log.read();
      if (bytesRead === 0) return;
      process.stdout.write(buffer.subarray(0, bytesRead));
    }
  };
  try {
    const state = await settle(
      async (): Promise<DevState | "ended" | undefined> => {
        const over = exit !== undefined;
        await show();
        const found = await readState(dir);
        if (found?.addresses !== undefined) return found;
        return over ? "ended" : undefined;
      },
      { timeoutMs: TIMEOUT_MS, what: "the platform to be ready" },
    );
    if (state === "ended" || state.addresses === undefined) throw new Error(`the platform did not come up (${exit})`);
    return state.addresses;
  } finally {
    await log.close();
  }
}

/** Every address, the one edge address first, and how to go on from there. */
export function printAddresses(addresses: Addresses, dir: string): void {
  const ui = addresses.temporalUiUrl === undefined ? "" : `   web UI ${addresses.temporalUiUrl}`;
  const rows: [string, string][] = [
    ["edge", `${addresses.edgeUrl}   the one address for clients: Connect, gRPC, gRPC-Web`],
    ...Object.entries(addresses.services),
    ["Temporal", `${addresses.temporalAddress}${ui}`],
    ["NATS", withoutCredentials(addresses.natsUrl)],
    ["Postgres", addresses.databaseUrl],
    ["logs", relative(process.cwd(), join(dir, "logs")) || "."],
    ["a token", "make token ROLE=admin TENANT=acme SUB=ada"],
    ["stop", "make down"],
  ];
  console.log("");
  for (const [name, value] of rows) console.log(`  ${name.padEnd(13)} ${value}`);
}
