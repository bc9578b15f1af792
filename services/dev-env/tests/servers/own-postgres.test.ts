import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { databaseUrl, ensureRoles, withClient } from "../../src/launch/index.ts";
import { endLeftovers, freePort, startWarden, type Warden } from "../../src/processes/index.ts";
import { type Server, startPostgres } from "../../src/servers/index.ts";

let dir: string;
let warden: Warden;
let server: Server;

const start = async (): Promise<Server> =>
  startPostgres(
    {
      dataDir: join(dir, "postgres"),
      logDir: dir,
      runDir: join(dir, "run"),
      warden,
      port: await freePort(),
      log: () => undefined,
      password: "p@ss/word",
      durable: false,
    },
    {},
  );

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mentorship-postgres-"));
  await chmod(dir, 0o711);
  warden = startWarden();
  server = await start();
});
afterAll(async () => {
  await server.stop();
  warden.close();
  await rm(dir, { recursive: true, force: true });
});

const settings = (names: readonly string[]): Promise<string[]> =>
  withClient(server.address, async (client) => {
    const { rows } = await client.query<{ value: string }>(
      "select current_setting(name) as value from unnest($1::text[]) with ordinality as n(name, at) order by at",
      [names],
    );
    return rows.map(({ value }) => value);
  });

test("it listens on loopback alone, thinks in UTC and takes 300 connections", async () => {
  expect(await settings(["listen_addresses", "timezone", "max_connections"])).toEqual(["127.0.0.1", "UTC", "300"]);
});

test("it sorts text by code point on every machine", async () => {
  const sorted = await withClient(server.address, async (client) => {
    const { rows } = await client.query<{ t: string }>(
      "select t from unnest(array['b', 'a', 'B', 'é']) as x(t) order by t",
    );
    return rows.map(({ t }) => t).join("");
  });
  expect(sorted).toBe("Babé");
});

test("a password with every awkward character reaches the roles whole", async () => {
  const awkward = `a'b"c\\d$$e :f@/?#é`;
  await ensureRoles(server.address, awkward);
  const url = databaseUrl(server.address, { role: "svc_programme", password: awkward });
  const { rows } = await withClient(url, (client) => client.query("select current_user as me"));
  expect(rows).toEqual([{ me: "svc_programme" }]);
});

test("its data survives a stop, and a kill that leaves its lock behind", async () => {
  await withClient(server.address, (client) => client.query("create table kept as select 42 as answer"));
  const answer = (): Promise<unknown> =>
    withClient(server.address, async (client) => (await client.query("select answer from kept")).rows);
  await server.stop();
  server = await start();
  expect(await answer()).toEqual([{ answer: 42 }]);
  server.kill("SIGKILL");
  await endLeftovers(join(dir, "run"));
  server = await start();
  expect(await answer()).toEqual([{ answer: 42 }]);
});
