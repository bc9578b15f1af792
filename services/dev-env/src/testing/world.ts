import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import { issueToken, type TokenClaims } from "../keys/index.ts";
import { type Platform, type ServiceName, startPlatform } from "../launch/index.ts";
import { settle, type SettleOptions } from "../processes/index.ts";
import { type ClientOptions, createClients } from "./clients.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import { testSetting } from "./run.ts";

export interface WorldOptions {
  /** All five when unset. The edge answers `unavailable` for the others. */
  services?: readonly ServiceName[];
  /** True when unset. */
  temporal?: boolean;
  /** More environment for every service. */
  serviceEnv?: NodeJS.ProcessEnv;
  logLevel?: string;
}

/** A platform of one test file's own: database, NATS, Temporal, the services as processes, and the edge. */
export interface World
  extends Pick<
    Platform,
    | "addresses"
    | "dir"
    | "edgeUrl"
    | "keys"
    | "kill"
    | "logs"
    | "natsUrl"
    | "pids"
    | "restart"
    | "startNats"
    | "startTemporal"
    | "stopNats"
    | "stopTemporal"
    | "temporalAddress"
    | "temporalNamespace"
  > {
  database: TestDatabase;
  /** A client of a service through the edge; `token` goes with every call. Connect over HTTP/2 when `how` is unset. */
  client: <Service extends DescService>(service: Service, token?: string, how?: ClientOptions) => Client<Service>;
  /** A platform token. */
  token: (claims: TokenClaims) => Promise<string>;
  /** Rows of one statement, run as superuser. */
  sql: <Row = Record<string, unknown>>(text: string, params?: readonly unknown[]) => Promise<Row[]>;
  /** Calls `look` until it answers something truthy (thrown errors mean "not yet"), at most 15 s unless said. */
  settle: <T>(look: () => T | Promise<T>, options?: SettleOptions) => Promise<NonNullable<T>>;
  /** Ends every process of this world, then drops its database and folder. */
  stop: () => Promise<void>;
}

/** Starts a world. Call it in `beforeAll`, with time for it (60 s), and `stop()` in `afterAll`. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), "mentorship-world-"));
  await chmod(dir, 0o711);
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true, maxRetries: 3 });
  const database = await createTestDatabase(options.services).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  let platform: Platform;
  try {
    platform = await startPlatform({
      dir,
      adminUrl: testSetting("adminUrl"),
      database: database.name,
      prepared: true,
      temporary: true,
      ...(options.services === undefined ? {} : { services: options.services }),
      ...(options.serviceEnv === undefined ? {} : { serviceEnv: options.serviceEnv }),
      temporal: options.temporal ?? true,
      logLevel: options.logLevel ?? "info",
      // Tests stop and wipe NATS and Temporal: never those of somebody else.
      env: { ...process.env, NATS_URL: "", TEMPORAL_ADDRESS: "" },
    });
  } catch (error) {
    await database.drop();
    await remove();
    throw error;
  }
  const clients = createClients(platform.edgeUrl);
  return {
    ...platform,
    database,
    client: clients.client,
    token: (claims) => issueToken(platform.keys.platformKey, claims),
    sql: (text, params) => database.sql(text, params),
    settle,
    stop: async () => {
      clients.close();
      try {
        await platform.stop();
      } finally {
        await database.drop();
        await remove();
      }
    },
  };
}
