import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identityOf, isStillRunning } from "../processes/index.ts";

/** Where a running platform can be reached; told by `make up`. */
export interface Addresses {
  edgeUrl: string;
  services: Record<string, string>;
  databaseUrl: string;
  natsUrl: string;
  temporalAddress: string;
  temporalUiUrl: string | undefined;
}

/** Who holds the platform of a folder; `addresses` is there once it is ready. */
export interface DevState {
  pid: number;
  identity: string;
  addresses?: Addresses;
}

const fileOf = (dir: string): string => join(dir, "state.json");

/** The state of the platform of `dir`, or undefined when nobody holds it any more. */
export async function readState(dir: string): Promise<DevState | undefined> {
  const text = await readFile(fileOf(dir), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const state = JSON.parse(text) as DevState;
  return (await isStillRunning(state.pid, state.identity)) ? state : undefined;
}

/** Takes hold of `dir` for this process. False when another process holds it. */
export async function claimState(dir: string): Promise<boolean> {
  await mkdir(dir, { recursive: true });
  if ((await readState(dir)) !== undefined) return false;
  await rm(fileOf(dir), { force: true });
  const state = { pid: process.pid, identity: await ownIdentity() } satisfies DevState;
  try {
    await writeFile(fileOf(dir), JSON.stringify(state), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Tells that the platform of `dir` is ready. */
export async function publishAddresses(dir: string, addresses: Addresses): Promise<void> {
  const fresh = `${fileOf(dir)}.${process.pid}`;
  await writeFile(fresh, JSON.stringify({ pid: process.pid, identity: await ownIdentity(), addresses }));
  await rename(fresh, fileOf(dir));
}

export async function clearState(dir: string): Promise<void> {
  await rm(fileOf(dir), { force: true });
}

async function ownIdentity(): Promise<string> {
  return (await identityOf(process.pid)) ?? "";
}
