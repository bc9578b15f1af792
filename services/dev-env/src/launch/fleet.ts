import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Exit, RunningProcess, Warden } from "../processes/index.ts";
import { awaitServices } from "./await-services.ts";
import type { ServiceName } from "./places.ts";
import type { Ports } from "./ports.ts";
import { startService } from "./start-service.ts";

// A service that drains its calls, consumers and workers takes up to 20 s.
const STOP_GRACE_MS = 20_000;

export interface FleetOptions {
  dir: string;
  ports: Ports;
  warden: Warden;
  /** The whole environment of a service's process, asked for at each start. */
  envOf: (service: ServiceName) => NodeJS.ProcessEnv;
  log: (line: string) => void;
  signal: AbortSignal | undefined;
}

/** The service processes of one platform. */
export interface Fleet {
  /** Starts these all at once and waits until each is ready. */
  start: (services: readonly ServiceName[]) => Promise<void>;
  pids: () => Record<string, number>;
  kill: (service: ServiceName, signal?: NodeJS.Signals) => Promise<Exit | undefined>;
  restart: (service: ServiceName) => Promise<void>;
  logs: (service: ServiceName) => Promise<string>;
  stop: () => Promise<void>;
}

export function createFleet(options: FleetOptions): Fleet {
  const { dir, ports, warden, envOf, log, signal } = options;
  const logDir = join(dir, "logs");
  const running = new Map<ServiceName, RunningProcess>();
  const startOne = async (service: ServiceName): Promise<RunningProcess> => {
    const one = await startService(service, { env: envOf(service), logDir, runDir: join(dir, "run"), warden });
    running.set(service, one);
    return one;
  };
  const start = async (services: readonly ServiceName[]): Promise<void> => {
    await awaitServices(await Promise.all(services.map(startOne)), ports, log, signal);
  };
  return {
    start,
    pids: () => Object.fromEntries([...running].map(([name, one]) => [name, one.pid])),
    kill: async (service, how = "SIGKILL") => {
      const one = running.get(service);
      one?.kill(how);
      return one?.exited;
    },
    restart: async (service) => {
      await running.get(service)?.stop(STOP_GRACE_MS);
      await start([service]);
    },
    logs: (service) => readFile(join(logDir, `${service}.log`), "utf8").catch(() => ""),
    stop: async () => {
      await Promise.all([...running.values()].map((one) => one.stop(STOP_GRACE_MS)));
    },
  };
}
