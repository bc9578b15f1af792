import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes, randomUUID } from "node:crypto";
import type { Call } from "@mentorship/shared/call";
import { type EventsContext, openEvents, type Running } from "@mentorship/shared/events";
import { createLogger } from "@mentorship/shared/log";
import {
  closeData,
  type MachineryTables,
  type Migrations,
  migrateService,
  openData,
  tenantTable,
  type Trx,
} from "@mentorship/shared/postgres";
import { databaseUrl, dropDatabase, ensureDatabase, places, rolePassword, withClient } from "../../src/launch/index.ts";
import { freePort, startWarden } from "../../src/processes/index.ts";
import { type Server, startNats } from "../../src/servers/index.ts";
import { testSetting } from "../../src/testing/run.ts";

/** A service's own tables, as small as a mechanism can be watched with. */
export interface ProbeTables extends MachineryTables {
  item: { tenant_id: string; id: string; state: string };
}

export type ProbeTrx = Trx<ProbeTables>;
export type ProbeContext = EventsContext<ProbeTables>;

const migrations: Migrations = {
  "0001_item": {
    async up(db) {
      await db.schema
        .createTable("item")
        .addColumn("tenant_id", "text", (column) => column.notNull())
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("item_pkey", ["tenant_id", "id"])
        .execute();
      await tenantTable(db, "item");
    },
    async down(db) {
      await db.schema.dropTable("item").execute();
    },
  },
};

/** A database of one test file's own, with the schemas of two services that hold nothing but the mechanisms and one table. */
export interface Probe {
  /** A process's context: its own pool and its own connection to the broker. Closed with the probe. */
  context(service?: ProbeService): ProbeContext;
  /** Runs one statement as superuser, in the schema of `service`. */
  sql<Row>(text: string, params?: readonly unknown[], service?: ProbeService): Promise<Row[]>;
  /** Stops `running` with the probe, if the test has not. */
  track<T extends Running>(running: T): T;
  nats: { url: string; start(): Promise<void>; stop(): Promise<void>; wipe(): Promise<void> };
  readonly url: string;
  close(): Promise<void>;
}

/** Any two of the roles that the server has. */
export type ProbeService = "programme" | "scheduling";
const services: readonly ProbeService[] = ["programme", "scheduling"];

export async function openProbe(options: { nats: boolean }): Promise<Probe> {
  const server = testSetting("adminUrl");
  const name = `probe_${randomBytes(8).toString("hex")}`;
  await ensureDatabase(server, name);
  const migrator = databaseUrl(server, { database: name, role: "mentorship_migrator", password: rolePassword() });
  for (const service of services) await migrateService(migrator, service, migrations, { extensions: ["btree_gist"] });
  const broker = options.nats ? await openBroker() : undefined;
  const contexts: ProbeContext[] = [];
  const tracked: Running[] = [];
  const admin = databaseUrl(server, { database: name });
  return {
    url: admin,
    context(service = "programme") {
      const log = createLogger(service, { level: process.env.PROBE_LOG ?? "silent" });
      const url = databaseUrl(server, { database: name, role: `svc_${service}`, password: rolePassword() });
      const ctx = {
        data: openData<ProbeTables>({ url, poolSize: 10 }, service, log),
        events: openEvents({ url: broker?.url ?? "nats://127.0.0.1:1", streamFile: places().streamFile }, service, log),
      };
      contexts.push(ctx);
      return ctx;
    },
    sql: <Row>(text: string, params: readonly unknown[] = [], service: ProbeService = "programme") =>
      withClient(admin, async (client) => {
        await client.query(`set search_path = ${service}, public`);
        return (await client.query(text, [...params])).rows as Row[];
      }),
    track(running) {
      tracked.push(running);
      return running;
    },
    nats: {
      url: broker?.url ?? "",
      start: async () => broker?.start(),
      stop: async () => broker?.stop(),
      wipe: async () => broker?.wipe(),
    },
    async close() {
      await Promise.all(tracked.map((running) => running.stop()));
      for (const { data, events } of contexts) {
        await events.close();
        await closeData(data);
      }
      await broker?.close();
      await dropDatabase(server, name);
    },
  };
}

interface Broker {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  wipe(): Promise<void>;
  close(): Promise<void>;
}

async function openBroker(): Promise<Broker> {
  const dir = await mkdtemp(join(tmpdir(), "mentorship-probe-"));
  await chmod(dir, 0o711);
  const dirs = { dataDir: join(dir, "nats"), logDir: join(dir, "logs"), runDir: join(dir, "run") };
  const makeDirs = async (): Promise<void> => {
    for (const each of Object.values(dirs)) await mkdir(each, { recursive: true });
  };
  await makeDirs();
  const warden = startWarden();
  const port = await freePort();
  const start = (): Promise<Server> =>
    startNats({ ...dirs, warden, port, log: () => undefined }, { ...process.env, NATS_URL: "" });
  let server: Server | undefined = await start();
  const stop = async (): Promise<void> => {
    await server?.stop();
    server = undefined;
  };
  return {
    url: server.address,
    async start() {
      server ??= await start();
    },
    stop,
    async wipe() {
      await stop();
      await rm(dirs.dataDir, { recursive: true, force: true });
      await makeDirs();
      server = await start();
    },
    async close() {
      await stop();
      warden.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A call of a person that changes something, as the interceptors would make it. Two with the same `requestId` are a repeat. */
export function requestCall(tenantId: string, requestId: string = randomUUID(), bodyHash = "body"): Call {
  return {
    tenantId,
    actor: { kind: "person", id: "person-1", roles: ["admin"], capabilities: [] },
    cause: { kind: "request", method: "probe.v1.ProbeService/PutItem", requestId, bodyHash },
    traceId: randomUUID(),
  };
}

/** A tenant that no other test has. */
export const newTenant = (): string => `tenant-${randomUUID()}`;

/** Writes an item; fails when it exists. */
export async function insertItem(trx: ProbeTrx, id: string, state = "new"): Promise<void> {
  await trx.sql.insertInto("item").values({ tenant_id: trx.tenantId, id, state }).execute();
}
