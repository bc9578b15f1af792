import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { removePidFile, writePidFile } from "./leftovers.ts";
import type { Warden } from "./warden.ts";

export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Both outputs are appended here. */
  logFile: string;
  /** Where its pid file lies while it runs. */
  runDir: string;
  warden: Warden;
  /** What asks it to end in order; SIGTERM when unset. */
  stopSignal?: NodeJS.Signals;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  name: string;
  pid: number;
  logFile: string;
  exited: Promise<Exit>;
  /** How it ended; undefined while it runs. */
  exit(): Exit | undefined;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end and waits; kills it after `graceMs` (10 s when unset). Nothing when it has ended. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts one process in a session of its own (Ctrl-C in a terminal reaches its owner alone, who stops it in order),
 * entrusts it to the warden and writes its pid file. Throws when the command cannot be started.
 */
export async function startProcess(spec: ProcessSpec): Promise<RunningProcess> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, "a");
  const child = spawn(spec.command, [...spec.args], {
    stdio: ["ignore", log, log],
    detached: true,
    ...(spec.env === undefined ? {} : { env: spec.env }),
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  closeSync(log);
  const pid = await pidOf(child, spec);
  const signal = spec.stopSignal ?? "SIGTERM";
  spec.warden.adopt(pid, signal);
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, killedBy) => {
      exit = { code, signal: killedBy };
      spec.warden.release(pid);
      removePidFile(spec.runDir, spec.name).then(
        () => resolve({ code, signal: killedBy }),
        () => resolve({ code, signal: killedBy }),
      );
    });
  });
  await writePidFile(spec.runDir, spec.name, pid, signal);
  if (exit !== undefined) await removePidFile(spec.runDir, spec.name);
  return {
    name: spec.name,
    pid,
    logFile: spec.logFile,
    exited,
    exit: () => exit,
    kill: (which) => void child.kill(which),
    stop: (graceMs = 10_000) => stopChild(child, exited, signal, graceMs),
  };
}

function pidOf(child: ChildProcess, spec: ProcessSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`${spec.name}: cannot start ${spec.command}: ${error.message}`)));
    child.once("spawn", () => resolve(child.pid as number));
  });
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<Exit>,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return void (await exited);
  child.kill(signal);
  // NOTE: a stopped (SIGSTOP) process takes no signal but this one before the kill.
  child.kill("SIGCONT");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await exited;
  clearTimeout(timer);
}

/** The last `lines` lines of a log, for an error that has to say why something did not start. */
export async function logTail(logFile: string, lines = 20): Promise<string> {
  const text = await readFile(logFile, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}
