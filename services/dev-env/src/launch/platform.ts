import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createEdge, originRule, readRoutes } from "../edge/index.ts";
import { type DevelopmentKeys, prepareKeys } from "../keys/index.ts";
import { endLeftovers, startWarden } from "../processes/index.ts";
import { sourceOf } from "../servers/index.ts";
import { databaseUrl, ensureDatabase, ensureRoles, rolePassword } from "./database.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import { migrate } from "./migrate.ts";
import { places, SERVICES, type ServiceName } from "./places.ts";
import { freePorts, type Listener, type Ports, refuseTakenPorts } from "./ports.ts";
import { inheritedEnv, serviceEnv } from "./service-env.ts";
import { type Servers, startServers } from "./start-servers.ts";
import { ensureStream } from "./stream.ts";

export interface PlatformOptions {
  /** Everything that the platform writes lies below: data/, keys/, logs/, run/. */
  dir: string;
  /** Whether `dir` goes too when this process is gone without having stopped the platform. */
  temporary?: boolean;
  /** Free ones when unset. */
  ports?: Ports;
  /** Name of the database; unset: the one that a given URL names, else `mentorship`. Made when it does not exist. */
  database?: string;
  /** Whether roles, database and schemas are there already and left as they are. */
  prepared?: boolean;
  /** URL of a superuser of a Postgres that runs already; otherwise DATABASE_URL or a server of our own. */
  adminUrl?: string;
  /** All five when unset. */
  services?: readonly ServiceName[];
  temporal?: boolean;
  temporalUi?: boolean;
  /** Safety of the data against power loss; true when unset. */
  durable?: boolean;
  /** Seconds between a service's "not ready" and its stop; 0 when unset. */
  drainSeconds?: number;
  logLevel?: string;
  /** More environment for every service, over what the launcher gives. */
  serviceEnv?: NodeJS.ProcessEnv;
  /** Where addresses of given servers and origins are looked up; this process's own when unset. */
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
  /** Ends a start that is under way; what it has started is stopped. */
  signal?: AbortSignal;
}

export interface Platform {
  edgeUrl: string;
  /** Base URL of each started service. */
  addresses: Partial<Record<ServiceName, string>>;
  ports: Ports;
  /** URL of a superuser, in the platform's database. */
  databaseUrl: string;
  natsUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl: string | undefined;
  keys: DevelopmentKeys;
  dir: string;
  pids: () => Record<string, number>;
  /** Sends the signal (SIGKILL when unset), waits until the process is gone and answers how it ended. */
  kill: Fleet["kill"];
  /** Stops the service if it runs, starts it and waits until it is ready. */
  restart: (service: ServiceName) => Promise<void>;
  stopNats: () => Promise<void>;
  /** On the same port, with the same data or, `wiped`, with none at all. */
  startNats: (options?: { wiped?: boolean }) => Promise<void>;
  stopTemporal: () => Promise<void>;
  startTemporal: (options?: { wiped?: boolean }) => Promise<void>;
  /** All that the service has printed so far. */
  logs: (service: ServiceName) => Promise<string>;
  /** Edge, services, NATS and Temporal, Postgres: in this order. Ends everything even when a part fails to end well. */
  stop: () => Promise<void>;
}

/**
 * Starts a whole platform: servers, roles, database, migrations, stream, the services each as its own process, and the
 * edge in front of them inside this process. Answers when all are ready. What was left over in `dir` by a killed owner
 * is ended first. When this process goes, however it goes, everything it started goes too.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { dir, services = SERVICES, env = process.env, log = () => undefined, signal } = options;
  const runDir = join(dir, "run");
  await mkdir(runDir, { recursive: true });
  const left = await endLeftovers(runDir);
  if (left.length > 0) log(`ended what an earlier run left behind: ${left.join(", ")}`);
  const ports = options.ports ?? (await freePorts());
  await refuseTakenPorts(ports, listenersOf(options, services, env));

  const closers: (() => Promise<unknown>)[] = [];
  const stop = stopper(closers);
  const warden = startWarden();
  if (options.temporary === true) warden.discard(dir);
  closers.push(() => Promise.resolve(warden.close()));
  try {
    const password = rolePassword(env);
    const keys = await prepareKeys(join(dir, "keys"), SERVICES);
    log("starting Postgres, NATS and Temporal");
    const servers = await startServers({
      dir,
      ports,
      warden,
      password,
      env,
      log,
      adminUrl: options.adminUrl,
      durable: options.durable ?? true,
      temporal: options.temporal ?? true,
      temporalUi: options.temporalUi ?? false,
    });
    closers.push(() => servers.stop());
    signal?.throwIfAborted();
    const database = await prepareDatabase(options, servers, password, log);
    await ensureStream(servers.nats().address);
    signal?.throwIfAborted();

    const fleet = createFleet({
      dir,
      ports,
      warden,
      log,
      signal,
      envOf: (service) => ({
        ...inheritedEnv(env),
        ...serviceEnv(service, {
          ports,
          adminUrl: servers.postgres.address,
          database,
          password,
          natsUrl: servers.nats().address,
          temporalAddress: servers.temporal().address,
          temporalNamespace: servers.temporal().namespace,
          keys,
          drainSeconds: options.drainSeconds ?? 0,
          logLevel: options.logLevel ?? "info",
        }),
        ...options.serviceEnv,
      }),
    });
    closers.push(() => fleet.stop());
    log(`starting ${services.join(", ")}`);
    await fleet.start(services);
    const addresses = Object.fromEntries(services.map((service) => [service, `http://127.0.0.1:${ports[service]}`]));
    const edge = await createEdge({
      port: ports.edge,
      routes: readRoutes(places().routesFile),
      upstreams: addresses,
      allowsOrigin: originRule(env.MENTORSHIP_CORS_ORIGINS),
    });
    closers.push(() => edge.close());
    return {
      edgeUrl: edge.url,
      addresses,
      ports,
      databaseUrl: databaseUrl(servers.postgres.address, { database }),
      natsUrl: servers.nats().address,
      temporalAddress: servers.temporal().address,
      temporalNamespace: servers.temporal().namespace,
      temporalUiUrl: servers.temporal().uiUrl,
      keys,
      dir,
      pids: fleet.pids,
      kill: fleet.kill,
      restart: fleet.restart,
      logs: fleet.logs,
      stopNats: () => servers.nats().stop(),
      startNats: (how) => servers.startNats(how),
      stopTemporal: () => servers.temporal().stop(),
      startTemporal: (how) => servers.startTemporal(how),
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function prepareDatabase(
  options: PlatformOptions,
  servers: Servers,
  password: string,
  log: (line: string) => void,
): Promise<string> {
  const adminUrl = servers.postgres.address;
  const named = decodeURIComponent(new URL(adminUrl).pathname.slice(1));
  // A given URL that names a database of its own means that database; `postgres` is every server's own.
  const database = options.database ?? (named === "" || named === "postgres" ? "mentorship" : named);
  if (options.prepared === true) return database;
  await ensureRoles(adminUrl, password);
  await ensureDatabase(adminUrl, database);
  log("migrating the schemas");
  await migrate({ adminUrl, database, password, services: options.services ?? SERVICES });
  return database;
}

/** What this platform will listen on itself: nothing of a server that is given. */
function listenersOf(
  options: PlatformOptions,
  services: readonly ServiceName[],
  env: NodeJS.ProcessEnv,
): readonly Listener[] {
  const isOurs = (variable: string): boolean => sourceOf(variable, env).from === "start";
  return [
    "edge",
    ...services,
    ...(options.adminUrl === undefined && isOurs("DATABASE_URL") ? (["postgres"] as const) : []),
    ...(isOurs("NATS_URL") ? (["nats"] as const) : []),
    ...((options.temporal ?? true) && isOurs("TEMPORAL_ADDRESS") ? (["temporal"] as const) : []),
    ...(options.temporalUi === true && isOurs("TEMPORAL_ADDRESS") ? (["temporalUi"] as const) : []),
  ];
}

/** Runs the closers once, last first, each whatever became of the one before, and throws the first error at the end. */
function stopper(closers: (() => Promise<unknown>)[]): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (const close of closers.splice(0).reverse()) await close().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  };
  return () => {
    stopped ??= run();
    return stopped;
  };
}
