import { readFile } from "node:fs/promises";
import { connect } from "nats";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Code } from "@connectrpc/connect";
import { Connection } from "@temporalio/client";
import { NotificationService } from "@mentorship/client/v1";
import { SERVICES } from "../../src/launch/index.ts";
import { identityOf, isReady } from "../../src/processes/index.ts";
import { startWorld, type World } from "../../src/testing/index.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

const ready = (): Promise<boolean> => isReady(world.edgeUrl);

describe("a world", () => {
  test("has five services, each a process of its own, ready behind the edge", async () => {
    const pids = Object.values(world.pids());
    expect(Object.keys(world.pids()).sort()).toEqual([...SERVICES].sort());
    expect(new Set([...pids, process.pid]).size).toBe(6);
    expect(await ready()).toBe(true);
  });

  test("has the stream that the deployment describes", async () => {
    const nats = await connect({ servers: world.natsUrl });
    const { config } = await (await nats.jetstreamManager()).streams.info("MENTORSHIP");
    await nats.close();
    expect([config.subjects, config.storage, config.duplicate_window, config.max_age]).toEqual([
      ["mentorship.>"],
      "file",
      120e9,
      2_592_000e9,
    ]);
  });

  test("has the search attributes that operators find workflows by", async () => {
    const connection = await Connection.connect({ address: world.temporalAddress });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: world.temporalNamespace,
    });
    await connection.close();
    const names = ["Tenant", "Programme", "Match", "Session", "Phase"].map((name) => `Mentorship${name}`);
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(names));
  });

  test("accepts its own tokens, and no call without one", async () => {
    const claims = { tenant: "unheard-of", sub: "nobody", roles: ["admin"] } as const;
    const mine = world.client(NotificationService, await world.token(claims));
    await expect(mine.getUnreadCount({})).rejects.not.toMatchObject({ code: Code.Unauthenticated });
    const none = world.client(NotificationService);
    await expect(none.getUnreadCount({})).rejects.toMatchObject({ code: Code.Unauthenticated });
  });

  test("refuses a token that has expired", async () => {
    const token = await world.token({ tenant: "acme", sub: "ada", roles: ["admin"], ttl: -3_600 });
    const late = world.client(NotificationService, token);
    await expect(late.getUnreadCount({})).rejects.toMatchObject({ code: Code.Unauthenticated });
  });

  test("keeps its keys to its owner", async () => {
    const jwks = JSON.parse(await readFile(world.keys.jwksFile, "utf8")) as { development: boolean; keys: object[] };
    expect(jwks).toMatchObject({ development: true, keys: [{ development: true, use: "sig", alg: "ES256" }] });
    expect(jwks.keys.some((key) => "d" in key)).toBe(false);
  });
});

describe("parts of a world come and go", () => {
  test("a killed service is not ready at the edge until it is started again", async () => {
    const before = world.pids().notification ?? 0;
    await world.kill("notification");
    expect(await identityOf(before)).toBeUndefined();
    expect(await ready()).toBe(false);
    await expect(world.client(NotificationService).getUnreadCount({})).rejects.toMatchObject({
      code: Code.Unavailable,
    });
    await world.restart("notification");
    expect(world.pids().notification).not.toBe(before);
    await expect(world.client(NotificationService).getUnreadCount({})).rejects.toMatchObject({
      code: Code.Unauthenticated,
    });
  }, 60_000);

  test("NATS comes back with its stream, or wiped, where the services make it anew", async () => {
    const created = async (): Promise<string> => {
      const nats = await connect({ servers: world.natsUrl });
      try {
        return String((await (await nats.jetstreamManager()).streams.info("MENTORSHIP")).created);
      } finally {
        await nats.close();
      }
    };
    const first = await created();
    await world.stopNats();
    await world.startNats();
    expect(await created()).toBe(first);
    await world.stopNats();
    await world.startNats({ wiped: true });
    expect(await world.settle(created, { timeoutMs: 30_000 })).not.toBe(first);
  }, 60_000);

  test("Temporal comes back at the same address", async () => {
    await world.stopTemporal();
    await expect(Connection.connect({ address: world.temporalAddress, connectTimeout: "1s" })).rejects.toThrow(
      /connect/i,
    );
    await world.startTemporal();
    await (await Connection.connect({ address: world.temporalAddress })).close();
  }, 60_000);
});

test("a stopped world leaves no process, no database and no folder", async () => {
  const other = await startWorld({ services: ["notification"], temporal: false });
  const pids = Object.values(other.pids());
  await other.stop();
  expect(await Promise.all(pids.map(identityOf))).toEqual(pids.map(() => undefined));
  expect(await isReady(other.edgeUrl)).toBe(false);
  await expect(readFile(other.keys.jwksFile)).rejects.toMatchObject({ code: "ENOENT" });
  const found = await world.sql("select from pg_database where datname = $1", [other.database.name]);
  expect(found).toEqual([]);
}, 60_000);
