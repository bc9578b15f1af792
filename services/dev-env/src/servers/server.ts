import type { RunningProcess, Warden } from "../processes/index.ts";

/** What every server of ours is started with. `port` is on loopback. */
export interface ServerOptions {
  /** Its data lives here and survives a restart. */
  dataDir: string;
  logDir: string;
  runDir: string;
  warden: Warden;
  port: number;
  log: (line: string) => void;
}

/** A server that is there to be used. `pid` is undefined when it was given and is not ours to stop. */
export interface Server {
  address: string;
  pid: number | undefined;
  /** Stops what was started here; nothing for a given server. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** A server that somebody else runs: stopping it is not ours. */
export function givenServer(address: string): Server {
  return { address, pid: undefined, stop: () => Promise.resolve(), kill: () => undefined };
}

/** A server that this process started. */
export function ownServer(address: string, running: RunningProcess): Server {
  return { address, pid: running.pid, stop: () => running.stop(), kill: (signal) => running.kill(signal) };
}
