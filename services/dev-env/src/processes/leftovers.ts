import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identityOf, isStillRunning } from "./identity.ts";
import { settle } from "./settle.ts";

interface PidFile {
  pid: number;
  identity: string;
  signal: NodeJS.Signals;
}

/** Records a running process under `runDir`, so that a later start can end it if nobody else did. */
export async function writePidFile(runDir: string, name: string, pid: number, signal: NodeJS.Signals): Promise<void> {
  const identity = await identityOf(pid);
  if (identity === undefined) return;
  await mkdir(runDir, { recursive: true });
  await writeFile(join(runDir, `${name}.pid`), JSON.stringify({ pid, identity, signal } satisfies PidFile));
}

/** Forgets a process that has ended. */
export async function removePidFile(runDir: string, name: string): Promise<void> {
  await rm(join(runDir, `${name}.pid`), { force: true });
}

/**
 * Ends every process that an earlier owner of `runDir` left behind: asked first, killed after `graceMs`.
 * Answers the names of those that were still running.
 */
export async function endLeftovers(runDir: string, graceMs = 10_000): Promise<string[]> {
  const files = (await readdir(runDir).catch(() => [])).filter((file) => file.endsWith(".pid"));
  const ended = await Promise.all(
    files.map(async (file) => {
      const path = join(runDir, file);
      const text = await readFile(path, "utf8").catch(() => "");
      const left = parsePidFile(text);
      const running = left !== undefined && (await isStillRunning(left.pid, left.identity));
      if (left !== undefined && running) await endProcess(left, graceMs);
      await rm(path, { force: true });
      return running ? file.slice(0, -".pid".length) : undefined;
    }),
  );
  return ended.filter((name) => name !== undefined);
}

async function endProcess(left: PidFile, graceMs: number): Promise<void> {
  signalProcess(left.pid, left.signal);
  const gone = async (): Promise<boolean> => !(await isStillRunning(left.pid, left.identity));
  const inTime = await settle(gone, { timeoutMs: graceMs, what: `the end of process ${left.pid}` }).catch(() => false);
  if (!inTime) {
    signalProcess(left.pid, "SIGKILL");
    await settle(gone, { timeoutMs: 5_000, what: `the end of process ${left.pid} after SIGKILL` });
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

function parsePidFile(text: string): PidFile | undefined {
  try {
    return JSON.parse(text) as PidFile;
  } catch {
    return undefined;
  }
}
