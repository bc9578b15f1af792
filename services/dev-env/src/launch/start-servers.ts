import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Warden } from "../processes/index.ts";
import {
  givenServer,
  readTemporalSetup,
  type Server,
  startNats,
  startPostgres,
  startTemporal,
  type TemporalServer,
} from "../servers/index.ts";
import type { Ports } from "./ports.ts";

export interface ServersOptions {
  dir: string;
  ports: Ports;
  warden: Warden;
  /** URL of a superuser of a Postgres that runs already. */
  adminUrl?: string | undefined;
  password: string;
  durable: boolean;
  /** False leaves Temporal out: nothing listens at its address until it is started. */
  temporal: boolean;
  temporalUi: boolean;
  /** Where DATABASE_URL, NATS_URL and TEMPORAL_ADDRESS are looked up. */
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** The three servers of one platform, each of which can be stopped and started again on the same port. */
export interface Servers {
  postgres: Server;
  nats(): Server;
  temporal(): TemporalServer;
  startNats(options?: { wiped?: boolean }): Promise<void>;
  startTemporal(options?: { wiped?: boolean }): Promise<void>;
  /** NATS and Temporal first, then Postgres. */
  stop(): Promise<void>;
}

/** Starts (or finds) Postgres, NATS and Temporal, all at once. When one fails, the others are stopped. */
export async function startServers(options: ServersOptions): Promise<Servers> {
  const { dir, ports, warden, env, log } = options;
  const setup = await readTemporalSetup();
  const common = { logDir: join(dir, "logs"), runDir: join(dir, "run"), warden, log };
  const folder = (name: string): string => join(dir, "data", name);
  await Promise.all([common.runDir, common.logDir, join(dir, "data")].map((path) => mkdir(path, { recursive: true })));

  const startOne = {
    postgres: () =>
      options.adminUrl === undefined
        ? startPostgres({ ...common, ...options, dataDir: folder("postgres"), port: ports.postgres }, env)
        : Promise.resolve(givenServer(options.adminUrl)),
    nats: async ({ wiped = false } = {}) => {
      if (wiped) await rm(folder("nats"), { recursive: true, force: true });
      return startNats({ ...common, dataDir: folder("nats"), port: ports.nats }, env);
    },
    temporal: async ({ wiped = false } = {}) => {
      if (wiped) await rm(folder("temporal"), { recursive: true, force: true });
      await mkdir(folder("temporal"), { recursive: true });
      const uiPort = options.temporalUi ? ports.temporalUi : undefined;
      return startTemporal({ ...common, dataDir: folder("temporal"), port: ports.temporal, setup, uiPort }, env);
    },
  };
  const absent: TemporalServer = {
    ...givenServer(`127.0.0.1:${ports.temporal}`),
    namespace: setup.namespace,
    uiUrl: undefined,
  };

  const started = await Promise.allSettled([
    startOne.postgres(),
    startOne.nats(),
    options.temporal ? startOne.temporal() : Promise.resolve(absent),
  ] as const);
  const failed = started.find((one) => one.status === "rejected");
  if (failed !== undefined) {
    for (const one of started) if (one.status === "fulfilled") await one.value.stop();
    throw failed.reason;
  }
  const [postgres, firstNats, firstTemporal] = started.map((one) => (one as PromiseFulfilledResult<unknown>).value) as [
    Server,
    Server,
    TemporalServer,
  ];
  let nats = firstNats;
  let temporal = firstTemporal;
  return {
    postgres,
    nats: () => nats,
    temporal: () => temporal,
    startNats: async (how) => {
      nats = await startOne.nats(how);
    },
    startTemporal: async (how) => {
      temporal = await startOne.temporal(how);
    },
    stop: async () => {
      await Promise.all([nats.stop(), temporal.stop()]);
      await postgres.stop();
    },
  };
}
