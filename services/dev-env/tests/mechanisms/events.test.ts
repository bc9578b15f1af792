import { create, toBinary } from "@bufbuild/protobuf";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  EventHeaderSchema,
  type PersonPut,
  PersonPutSchema,
  PersonSuspendedSchema,
} from "@mentorship/client/events/v1";
import { DomainError } from "@mentorship/shared/errors";
import {
  appendOutbox,
  type Arrived,
  batchSubscription,
  type ConsumerOptions,
  effect,
  outgoing,
  replayDeadLetter,
  type Running,
  startConsumer,
  startRelay,
  subjectOf,
  type Subscription,
  subscription,
} from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import { connect, type NatsConnection } from "nats";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { settle } from "../../src/testing/index.ts";
import {
  newTenant,
  openProbe,
  type Probe,
  type ProbeContext,
  type ProbeTables,
  type ProbeTrx,
  requestCall,
} from "./probe.ts";

let probe: Probe;
let publisher: ProbeContext;
let nats: NatsConnection;

beforeAll(async () => {
  probe = await openProbe({ nats: true });
  publisher = probe.context("programme");
  probe.track(await startRelay(publisher, { pollMs: 200 }));
  nats = await connect({ servers: probe.nats.url, reconnect: true, maxReconnectAttempts: -1 });
}, 60_000);
afterAll(async () => {
  await nats.close();
  await probe.close();
}, 60_000);

// A listener hears every tenant's events, so none may outlive its test.
const listening: Running[] = [];
afterEach(() => Promise.all(listening.splice(0).map((running) => running.stop())));

type Options = Omit<ConsumerOptions<never, never>, "subscriptions">;

/** Listens under a name of its own, so that each test has its own durable and inbox rows. */
async function listen(subscriptions: readonly Subscription<ProbeTables, ProbeContext>[], options: Options = {}) {
  const name = `probe-${randomUUID()}`;
  const ctx = probe.context("scheduling");
  const running = await consume(ctx, subscriptions, { ...options, name });
  return { name, ctx, stop: () => running.stop() };
}
async function consume(
  ctx: ProbeContext,
  subscriptions: readonly Subscription<ProbeTables, ProbeContext>[],
  options: Options,
): Promise<Running> {
  const running = await startConsumer(ctx, { backoffMs: () => 30, ...options, subscriptions });
  listening.push(running);
  return running;
}

/** Commits `ids.length` events about people in one transaction. */
const announce = (tenantId: string, ids: readonly string[], version = 1): Promise<void> =>
  transact(publisher, requestCall(tenantId), async (trx) => {
    const events = ids.map((id) =>
      outgoing(PersonPutSchema, { id, version }, { person: { personId: id, version: BigInt(version), zone: "UTC" } }),
    );
    appendOutbox(trx, events);
  });

const keepItem = async (trx: ProbeTrx, event: PersonPut): Promise<void> => {
  const id = event.person?.personId ?? "";
  await trx.sql
    .insertInto("item")
    .values({ tenant_id: trx.tenantId, id, state: "1" })
    .onConflict((on) => on.columns(["tenant_id", "id"]).doUpdateSet((eb) => ({ state: eb("item.state", "||", "1") })))
    .execute();
};

const items = (tenantId: string) =>
  probe.sql<{ id: string; state: string }>(
    "select id, state from item where tenant_id = $1 order by id",
    [tenantId],
    "scheduling",
  );
const inbox = (name: string) =>
  probe.sql<{ state: string; attempts: number; reason: string | null }>(
    "select state, attempts, reason from inbox where consumer = $1 order by event_id",
    [name],
    "scheduling",
  );
const deadLetters = (name: string, tenantId: string) =>
  probe.sql<{ event_id: string; tenant_id: string; reason: string; attempts: number; replayed_at: Date | null }>(
    "select * from dead_letter where consumer = $1 and tenant_id = $2",
    [name, tenantId],
    "scheduling",
  );
const idsFrom = (count: number): string[] => Array.from({ length: count }, (_, n) => `p${String(n).padStart(4, "0")}`);

describe("an event", () => {
  test("arrives once, with its tenant, its cause and the time and trace of what caused it", async () => {
    const tenant = newTenant();
    const seen: { event: PersonPut; trx: Pick<ProbeTrx, "tenantId" | "call"> }[] = [];
    const { name } = await listen([
      subscription(PersonPutSchema, async (trx: ProbeTrx, event) => {
        if (trx.tenantId !== tenant) return;
        seen.push({ event, trx: { tenantId: trx.tenantId, call: trx.call } });
        await keepItem(trx, event);
      }),
    ]);
    const call = requestCall(tenant);
    const at = await transact(publisher, call, async (trx) => {
      appendOutbox(trx, [
        outgoing(PersonPutSchema, { id: "a", version: 3 }, { person: { personId: "a", version: 3n } }),
      ]);
      return trx.now;
    });
    await settle(async () => (await items(tenant)).length === 1);
    const [arrived] = seen;
    expect(arrived?.event.header).toMatchObject({
      tenantId: tenant,
      actorKind: "person",
      actorId: "person-1",
      aggregateId: "a",
      aggregateVersion: 3n,
      traceId: call.traceId,
      occurredAt: { seconds: BigInt(Math.floor(at.getTime() / 1000)) },
    });
    expect(arrived?.trx.call).toMatchObject({
      tenantId: tenant,
      traceId: call.traceId,
      actor: { kind: "system", id: name },
      cause: { kind: "event", consumer: name, eventId: arrived?.event.header?.eventId },
    });
  });

  test("that the broker delivers twice is applied once", async () => {
    const tenant = newTenant();
    const { name } = await listen([subscription(PersonPutSchema, keepItem)]);
    const eventId = randomUUID();
    const payload = toBinary(
      PersonPutSchema,
      create(PersonPutSchema, {
        header: create(EventHeaderSchema, { eventId, tenantId: tenant, aggregateVersion: 1n }),
        person: { personId: "a", version: 1n },
      }),
    );
    for (let n = 0; n < 5; n += 1) await nats.jetstream().publish(subjectOf(PersonPutSchema), payload);
    await announce(tenant, ["z"]);
    await settle(async () => (await items(tenant)).length === 2);
    expect(await items(tenant)).toEqual([
      { id: "a", state: "1" },
      { id: "z", state: "1" },
    ]);
    const rows = await probe.sql(
      "select from inbox where consumer = $1 and event_id = $2",
      [name, eventId],
      "scheduling",
    );
    expect(rows).toHaveLength(1);
  });

  test("is told to other systems by the headers of CloudEvents", async () => {
    const subscriptionOnCore = nats.subscribe(subjectOf(PersonSuspendedSchema), { max: 1 });
    const tenant = newTenant();
    await transact(publisher, requestCall(tenant), async (trx) => {
      appendOutbox(trx, [outgoing(PersonSuspendedSchema, { id: "a", version: 1 }, { person: { personId: "a" } })]);
    });
    for await (const message of subscriptionOnCore) {
      const header = (name: string) => message.headers?.get(name);
      expect(header("ce-specversion")).toBe("1.0");
      expect(header("ce-type")).toBe("mentorship.person.suspended");
      expect(header("ce-source")).toBe("/mentorship/programme");
      expect(header("Nats-Msg-Id")).toBe(header("ce-id"));
      expect(header("ce-tenant")).toBe(tenant);
    }
  });

  test("of a transaction that rolls back is never published", async () => {
    const tenant = newTenant();
    await expect(
      transact(publisher, requestCall(tenant), async (trx) => {
        appendOutbox(trx, [outgoing(PersonPutSchema, { id: "a", version: 1 }, { person: { personId: "a" } })]);
        throw new DomainError("MATCH_STATE", "not in this state");
      }),
    ).rejects.toMatchObject({ reason: "MATCH_STATE" });
    expect(await probe.sql("select from outbox where tenant_id = $1", [tenant])).toEqual([]);
  });
});

describe("a listener", () => {
  test("that learns a further event hears what happened before too, and applies nothing twice", async () => {
    const tenant = newTenant();
    const keep = subscription(PersonPutSchema, keepItem);
    const { name, stop } = await listen([keep]);
    const suspend = (id: string) =>
      transact(publisher, requestCall(tenant), async (trx) => {
        appendOutbox(trx, [outgoing(PersonSuspendedSchema, { id, version: 2 }, { person: { personId: id } })]);
      });
    await announce(tenant, ["a"]);
    await suspend("a");
    await settle(async () => (await items(tenant)).length === 1);
    await stop();
    const suspended: string[] = [];
    const heard = subscription(PersonSuspendedSchema, async (trx: ProbeTrx, event) => {
      if (trx.tenantId === tenant) suspended.push(event.person?.personId ?? "");
    });
    const further = await consume(probe.context("scheduling"), [keep, heard], { name });
    await announce(tenant, ["b"]);
    await suspend("b");
    await settle(async () => (await items(tenant)).length === 2);
    await settle(() => suspended.length === 2);
    expect(suspended).toEqual(["a", "b"]);
    await further.stop();
    await consume(probe.context("scheduling"), [keep], { name });
    await announce(tenant, ["c"]);
    await settle(async () => (await items(tenant)).length === 3);
    expect(await items(tenant)).toEqual([
      { id: "a", state: "1" },
      { id: "b", state: "1" },
      { id: "c", state: "1" },
    ]);
  });

  test("of batches gets the consecutive events of one tenant together, each with its own cause", async () => {
    const [one, other] = [newTenant(), newTenant()];
    const runs: { tenant: string; ids: string[]; causes: number }[] = [];
    await announce(one, ["a", "b", "c"]);
    await announce(other, ["d"]);
    await announce(one, ["e"]);
    await settle(async () => (await probe.sql("select from outbox where published_at is null limit 1")).length === 0);
    await listen([
      batchSubscription(PersonPutSchema, async (arrived: readonly Arrived<ProbeTables, PersonPut>[]) => {
        const tenant = arrived[0]?.trx.tenantId ?? "";
        const causes = new Set(arrived.map(({ trx }) => JSON.stringify(trx.call.cause)));
        runs.push({ tenant, ids: arrived.map(({ event }) => event.person?.personId ?? ""), causes: causes.size });
      }),
    ]);
    const seen = (tenant: string) => runs.filter((run) => run.tenant === tenant);
    await settle(() => seen(one).flatMap((run) => run.ids).length === 4);
    expect(seen(one).flatMap((run) => run.ids)).toEqual(["a", "b", "c", "e"]);
    expect(seen(other).map((run) => run.ids)).toEqual([["d"]]);
    for (const run of runs) expect(run.causes).toBe(run.ids.length);
  });
});

describe("faults", () => {
  test("a refusal is recorded, not retried, and holds up nothing", async () => {
    const tenant = newTenant();
    let refusals = 0;
    const { name } = await listen([
      subscription(PersonPutSchema, async (trx: ProbeTrx, event) => {
        if (trx.tenantId === tenant && event.person?.personId === "bad") {
          refusals += 1;
          await keepItem(trx, event);
          throw new DomainError("MATCH_STATE", "not in this state");
        }
        await keepItem(trx, event);
      }),
    ]);
    await announce(tenant, ["bad"]);
    await announce(tenant, ["good"]);
    await settle(async () => (await items(tenant)).length === 1);
    await settle(async () => (await inbox(name)).some((row) => row.state === "refused"));
    expect((await inbox(name)).filter((row) => row.state === "refused")).toEqual([
      { state: "refused", attempts: 0, reason: "MATCH_STATE" },
    ]);
    expect((await items(tenant)).map((item) => item.id)).toEqual(["good"]);
    // Once with the others of its batch at most, once by itself.
    expect(refusals).toBeLessThanOrEqual(2);
  });

  test("a batch with one poisoned event applies all others, and the poison ends as a dead letter that can be replayed", async () => {
    const tenant = newTenant();
    let mended = false;
    const subscriptions = [
      subscription(PersonPutSchema, async (trx: ProbeTrx, event: PersonPut) => {
        await keepItem(trx, event);
        if (trx.tenantId === tenant && event.person?.personId === "p0025" && !mended)
          throw new TypeError("a fault of ours");
      }),
    ];
    const { name, ctx } = await listen(subscriptions, { maxAttempts: 3 });
    await announce(tenant, idsFrom(50));
    await settle(async () => (await deadLetters(name, tenant)).length === 1);
    expect(await items(tenant)).toEqual(
      idsFrom(50)
        .filter((id) => id !== "p0025")
        .map((id) => ({ id, state: "1" })),
    );
    const [letter] = await deadLetters(name, tenant);
    expect(letter).toMatchObject({ tenant_id: tenant, reason: "TypeError", attempts: 3, replayed_at: null });

    const where = { tenantId: tenant, eventId: letter?.event_id ?? "", consumer: name };
    await expect(replayDeadLetter(ctx, subscriptions, where)).rejects.toThrow("a fault of ours");
    mended = true;
    expect(await replayDeadLetter(ctx, subscriptions, where)).toBe(true);
    expect(await replayDeadLetter(ctx, subscriptions, where)).toBe(false);
    expect(await items(tenant)).toEqual(idsFrom(50).map((id) => ({ id, state: "1" })));
  });

  test("an event that can't be read is a dead letter at once and holds up nothing", async () => {
    const tenant = newTenant();
    const { name } = await listen([subscription(PersonPutSchema, keepItem)]);
    await nats.jetstream().publish(subjectOf(PersonPutSchema), new Uint8Array([255, 255, 255]));
    await announce(tenant, ["a"]);
    await settle(async () => (await items(tenant)).length === 1);
    // Nobody knows whose it was.
    await settle(async () => (await deadLetters(name, "")).length === 1);
    expect((await deadLetters(name, ""))[0]).toMatchObject({ reason: "unreadable", attempts: 1 });
  });

  test("what is away is not the event's fault: it is retried without being counted", async () => {
    const tenant = newTenant();
    let tries = 0;
    const { name } = await listen(
      [
        subscription(PersonPutSchema, async (trx: ProbeTrx, event) => {
          if (trx.tenantId !== tenant) return;
          tries += 1;
          if (tries <= 5) throw new DomainError("UNAVAILABLE", "the owner does not answer");
          await keepItem(trx, event);
        }),
      ],
      { maxAttempts: 2 },
    );
    await announce(tenant, ["a"]);
    await settle(async () => (await items(tenant)).length === 1);
    expect(tries).toBe(6);
    expect(await deadLetters(name, tenant)).toEqual([]);
  });
});

describe("an effect outside the database", () => {
  test("runs after the rows of its event are committed, and again until it succeeds, without the rows being written again", async () => {
    const tenant = newTenant();
    const found: string[][] = [];
    const { name } = await listen([
      subscription(PersonPutSchema, keepItem),
      effect(PersonPutSchema, async (event: PersonPut, _ctx: ProbeContext, call) => {
        if (call.tenantId !== tenant) return;
        found.push((await items(tenant)).map((item) => item.state));
        if (found.length < 3) throw new Error("not yet");
      }),
    ]);
    await announce(tenant, ["a"]);
    await settle(() => found.length === 3);
    expect(found).toEqual([["1"], ["1"], ["1"]]);
    const done = () =>
      probe.sql(
        "select from inbox where consumer = $1 and tenant_id = $2 and state = 'done'",
        [name, tenant],
        "scheduling",
      );
    await settle(async () => (await done()).length === 1);
  });

  test("that takes longer than the broker waits for an answer is not begun a second time", async () => {
    const tenant = newTenant();
    const seen = { begun: 0, done: 0 };
    await listen([
      effect(PersonPutSchema, async (_event: PersonPut, _ctx: ProbeContext, call) => {
        if (call.tenantId !== tenant) return;
        seen.begun += 1;
        await pause(7_000);
        seen.done += 1;
      }),
    ]);
    await announce(tenant, ["a"]);
    await settle(() => seen.done > 0);
    expect(seen).toEqual({ begun: 1, done: 1 });
  });

  test("that never succeeds ends as a dead letter, and its replay writes no row twice", async () => {
    const tenant = newTenant();
    let works = false;
    const subscriptions = [
      subscription(PersonPutSchema, keepItem),
      effect(PersonPutSchema, async (_event: PersonPut, _ctx: ProbeContext, call) => {
        if (call.tenantId === tenant && !works) throw new Error("never");
      }),
    ];
    const { name, ctx } = await listen(subscriptions, { maxAttempts: 2 });
    await announce(tenant, ["a"]);
    await settle(async () => (await deadLetters(name, tenant)).length === 1);
    works = true;
    const [letter] = await deadLetters(name, tenant);
    expect(
      await replayDeadLetter(ctx, subscriptions, { tenantId: tenant, eventId: letter?.event_id ?? "", consumer: name }),
    ).toBe(true);
    expect(await items(tenant)).toEqual([{ id: "a", state: "1" }]);
  });
});

describe("crashes and outages", () => {
  test("a consumer that stops half-way goes on where it was, and nothing is applied twice", async () => {
    const tenant = newTenant();
    const first = await listen([subscription(PersonPutSchema, keepItem)]);
    await announce(tenant, idsFrom(600));
    await settle(async () => (await items(tenant)).length > 0);
    await first.stop();
    const ctx = probe.context("scheduling");
    await consume(ctx, [subscription(PersonPutSchema, keepItem)], { name: first.name });
    await settle(async () => (await items(tenant)).length === 600);
    expect(new Set((await items(tenant)).map((item) => item.state))).toEqual(new Set(["1"]));
  });

  test("a relay whose connection is killed is followed by another, and every event is published once", async () => {
    const tenant = newTenant();
    probe.track(await startRelay(probe.context("programme"), { pollMs: 200 }));
    await listen([subscription(PersonPutSchema, keepItem)]);
    const ids = idsFrom(2_000);
    for (let n = 0; n < 4; n += 1) {
      await announce(tenant, ids.slice(n * 500, (n + 1) * 500));
      await probe.sql(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = hashtext('relay')::oid
         and database = (select oid from pg_database where datname = current_database())`,
      );
    }
    await settle(async () => (await items(tenant)).length === 2_000, { timeoutMs: 30_000 });
    expect(new Set((await items(tenant)).map((item) => item.state))).toEqual(new Set(["1"]));
    const waiting = () => probe.sql("select from outbox where tenant_id = $1 and published_at is null", [tenant]);
    await settle(async () => (await waiting()).length === 0);
  });

  test("while the broker is down calls commit, and their events arrive later, once", async () => {
    const tenant = newTenant();
    await listen([subscription(PersonPutSchema, keepItem)]);
    await announce(tenant, ["before"]);
    await settle(async () => (await items(tenant)).length === 1);
    await probe.nats.stop();
    await announce(tenant, idsFrom(100));
    expect(await probe.sql("select from outbox where tenant_id = $1 and published_at is null", [tenant])).toHaveLength(
      100,
    );
    await probe.nats.start();
    await settle(async () => (await items(tenant)).length === 101, { timeoutMs: 30_000 });
    expect(new Set((await items(tenant)).map((item) => item.state))).toEqual(new Set(["1"]));
  });

  test("after the broker's store was wiped, old and new listeners have everything from the outbox, once", async () => {
    const tenant = newTenant();
    await listen([subscription(PersonPutSchema, keepItem)]);
    await announce(tenant, idsFrom(50));
    await settle(async () => (await items(tenant)).length === 50);
    await probe.nats.wipe();
    await announce(tenant, ["q"]);
    const late = new Set<string>();
    await listen([
      subscription(PersonPutSchema, async (trx: ProbeTrx, event) => {
        if (trx.tenantId === tenant) late.add(event.person?.personId ?? "");
      }),
    ]);
    await settle(async () => (await items(tenant)).length === 51, { timeoutMs: 30_000 });
    await settle(() => late.size === 51, { timeoutMs: 30_000 });
    expect(new Set((await items(tenant)).map((item) => item.state))).toEqual(new Set(["1"]));
  });

  test("while the database is away events wait, and are applied once when it is back", async () => {
    const tenant = newTenant();
    const { ctx } = await listen([subscription(PersonPutSchema, keepItem)]);
    await announce(tenant, idsFrom(300));
    for (let n = 0; n < 5; n += 1) {
      await probe.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'scheduling' and datname = current_database()",
      );
    }
    await settle(async () => (await items(tenant)).length === 300, { timeoutMs: 30_000 });
    expect(new Set((await items(tenant)).map((item) => item.state))).toEqual(new Set(["1"]));
    expect(ctx.data.pool.totalCount).toBeGreaterThan(0);
  });

  test("a burst of 5,000 events arrives whole, once", async () => {
    const tenant = newTenant();
    await listen([subscription(PersonPutSchema, keepItem)]);
    const ids = idsFrom(5_000);
    for (let n = 0; n < 10; n += 1) await announce(tenant, ids.slice(n * 500, (n + 1) * 500));
    const waiting = () =>
      probe.sql("select from outbox where tenant_id = $1 and published_at is null limit 1", [tenant]);
    await settle(async () => (await waiting()).length === 0, { timeoutMs: 30_000 });
    await settle(async () => (await items(tenant)).length === 5_000, { timeoutMs: 60_000 });
    expect(new Set((await items(tenant)).map((item) => item.state))).toEqual(new Set(["1"]));
  }, 90_000);
});
