import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { appendOutbox, outgoing } from "@mentorship/shared/events";
import { machineryQuery, onConstraint, readTenant, savepoint, transact } from "@mentorship/shared/postgres";
import { PersonPutSchema } from "@mentorship/client/events/v1";
import { insertItem, newTenant, openProbe, type Probe, type ProbeContext, requestCall } from "./probe.ts";

let probe: Probe;
let ctx: ProbeContext;

beforeAll(async () => {
  probe = await openProbe({ nats: false });
  ctx = probe.context();
});
afterAll(() => probe.close());

const itemsOf = (tenantId: string) =>
  readTenant(ctx, tenantId, (db) => db.sql.selectFrom("item").selectAll().execute());
const count = async (table: string, tenantId: string): Promise<number> => {
  const [row] = await probe.sql<{ count: string }>(`select count(*) from ${table} where tenant_id = $1`, [tenantId]);
  return Number(row?.count);
};

const putItem = (call: Call, id: string) =>
  transact(ctx, call, async (trx) => {
    await insertItem(trx, id);
    appendOutbox(trx, [outgoing(PersonPutSchema, { id, version: 1 }, { person: { personId: id, version: 1n } })]);
    appendAudit(trx, { action: "item.put", entity: { type: "item", id }, before: null, after: { state: "new" } });
    return { id, at: trx.now, version: 7n, nothing: undefined };
  });

describe("a cause acts once", () => {
  test("a repeat gets the stored outcome, dates and bigints included, and does nothing", async () => {
    const call = requestCall(newTenant());
    const first = await putItem(call, "a");
    const again = await putItem({ ...call, traceId: "another" }, "b");
    expect(again).toEqual(first);
    expect(again.at).toBeInstanceOf(Date);
    expect(again.version).toBe(7n);
    expect("nothing" in again).toBe(true);
    expect((await itemsOf(call.tenantId)).map((item) => item.id)).toEqual(["a"]);
    for (const table of ["outbox", "audit_entry", "done_once"]) expect(await count(table, call.tenantId)).toBe(1);
  });

  test("parallel duplicates wait for the first and all get its outcome", async () => {
    const call = requestCall(newTenant());
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, n) => putItem(call, `item-${n}`)));
    expect(new Set(outcomes.map((outcome) => outcome.id)).size).toBe(1);
    expect(await itemsOf(call.tenantId)).toHaveLength(1);
  });

  test("the same request id with another body is refused", async () => {
    const call = requestCall(newTenant(), "id-1", "one body");
    await putItem(call, "a");
    const other = requestCall(call.tenantId, "id-1", "another body");
    await expect(putItem(other, "b")).rejects.toMatchObject({
      reason: "REQUEST_ID_REUSED",
      metadata: { request_id: "id-1" },
    });
    expect(await itemsOf(call.tenantId)).toHaveLength(1);
  });

  test("the same request id of another caller, method or tenant is another cause", async () => {
    const call = requestCall(newTenant(), "id-1");
    await putItem(call, "a");
    await putItem({ ...call, actor: { ...call.actor, id: "person-2" } }, "b");
    await putItem({ ...call, cause: { ...call.cause, method: "probe.v1.ProbeService/Other" } as Call["cause"] }, "c");
    await putItem({ ...call, tenantId: newTenant() }, "d");
    expect((await itemsOf(call.tenantId)).map((item) => item.id)).toEqual(["a", "b", "c"]);
  });

  test("a workflow step and an event act once too", async () => {
    const base = requestCall(newTenant());
    const step = { ...base, cause: { kind: "step", workflowId: "w", step: "insert 1" } } as const;
    const event = { ...base, cause: { kind: "event", eventId: "e", consumer: "programme" } } as const;
    expect(await putItem(step, "a")).toEqual(await putItem(step, "b"));
    expect(await putItem(event, "c")).toEqual(await putItem(event, "d"));
    expect((await itemsOf(base.tenantId)).map((item) => item.id)).toEqual(["a", "c"]);
  });

  test("a read can't change anything", async () => {
    const call = {
      ...requestCall(newTenant()),
      cause: { kind: "read", method: "probe.v1.ProbeService/GetItem" },
    } as const;
    await expect(putItem(call, "a")).rejects.toThrow("is a read");
    expect(await itemsOf(call.tenantId)).toHaveLength(0);
  });
});

describe("all or nothing", () => {
  test("a refusal stores nothing, and the same request id works afterwards", async () => {
    const call = requestCall(newTenant());
    const refused = transact(ctx, call, async (trx) => {
      await insertItem(trx, "a");
      appendAudit(trx, { action: "item.put", entity: { type: "item", id: "a" }, before: null, after: {} });
      throw new DomainError("MATCH_STATE", "not in this state", { state: "declined" });
    });
    await expect(refused).rejects.toMatchObject({ reason: "MATCH_STATE" });
    for (const table of ["item", "outbox", "audit_entry", "done_once"])
      expect(await count(table, call.tenantId)).toBe(0);
    await putItem(call, "a");
    expect(await itemsOf(call.tenantId)).toHaveLength(1);
  });

  test("a part that fails is undone with its events and audit, and the rest commits", async () => {
    const call = requestCall(newTenant());
    await transact(ctx, call, async (trx) => {
      await insertItem(trx, "a");
      await expect(
        savepoint(trx, async () => {
          appendAudit(trx, { action: "item.put", entity: { type: "item", id: "b" }, before: null, after: {} });
          await insertItem(trx, "a");
        }),
      ).rejects.toMatchObject({ code: "23505" });
      await insertItem(trx, "c");
    });
    expect((await itemsOf(call.tenantId)).map((item) => item.id)).toEqual(["a", "c"]);
    expect(await count("audit_entry", call.tenantId)).toBe(0);
  });

  test("a violated constraint becomes the refusal that belongs to it", async () => {
    const call = requestCall(newTenant());
    await putItem(call, "a");
    const again = transact(ctx, requestCall(call.tenantId), async (trx) => {
      await insertItem(trx, "a").catch((error: unknown) => {
        throw onConstraint(error, { item_pkey: () => new DomainError("SLOT_TAKEN", "it is taken") });
      });
    });
    await expect(again).rejects.toMatchObject({ reason: "SLOT_TAKEN" });
  });

  test("a deadlock is tried again until both have their way", async () => {
    const tenant = newTenant();
    await putItem(requestCall(tenant), "a");
    await putItem(requestCall(tenant), "b");
    let met = 0;
    let meet = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const touch = (ids: readonly [string, string]) =>
      transact(ctx, requestCall(tenant), async (trx) => {
        for (const id of ids) {
          await trx.sql
            .updateTable("item")
            .set({ state: ids.join("") })
            .where("id", "=", id)
            .execute();
          met += 1;
          if (met === 2) meet();
          if (met <= 2) await both;
        }
      });
    await Promise.all([touch(["a", "b"]), touch(["b", "a"])]);
    expect(met).toBeGreaterThan(4);
    const states = (await itemsOf(tenant)).map((item) => item.state);
    expect(new Set(states).size).toBe(1);
  });

  test("a wait for a lock beyond its limit says to try again", async () => {
    const tenant = newTenant();
    await putItem(requestCall(tenant), "a");
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = (): void => undefined;
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const holder = transact(ctx, requestCall(tenant), async (trx) => {
      await trx.sql.selectFrom("item").select("id").where("id", "=", "a").forUpdate().execute();
      locked();
      await held;
    });
    await isLocked;
    const waiter = transact(ctx, requestCall(tenant), (trx) =>
      trx.sql.selectFrom("item").select("id").where("id", "=", "a").forUpdate().execute(),
    );
    await expect(waiter).rejects.toMatchObject({ reason: "CONFLICT_RETRY", retryAfterMs: 200 });
    release();
    await holder;
  });

  test("text that the database can't hold is refused as bad input", async () => {
    const tenant = newTenant();
    const text = transact(ctx, requestCall(tenant), (trx) => insertItem(trx, "a\0b"));
    await expect(text).rejects.toMatchObject({ reason: "INVALID_ARGUMENT" });
    await expect(putItem(requestCall(tenant, "id\0"), "a")).rejects.toMatchObject({ reason: "INVALID_ARGUMENT" });
    expect(await itemsOf(tenant)).toHaveLength(0);
  });

  test("a backend that is killed is an answer to try again, and the next call has a new one", async () => {
    const tenant = newTenant();
    const killed = transact(ctx, requestCall(tenant), async (trx) => {
      await insertItem(trx, "a");
      await probe.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'programme'");
      await insertItem(trx, "b");
    });
    await expect(killed).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    await putItem(requestCall(tenant), "c");
    expect((await itemsOf(tenant)).map((item) => item.id)).toEqual(["c"]);
  });

  test("hostile text in ids stays text", async () => {
    const tenant = `t'; drop table item; --\\`;
    const call = requestCall(tenant, `r'"\\; select 1`);
    await putItem(call, `x'); --`);
    expect((await putItem(call, "y")).id).toBe(`x'); --`);
    expect((await itemsOf(tenant)).map((item) => item.id)).toEqual([`x'); --`]);
  });
});

describe("row security", () => {
  test("without a tenant there are no rows, and none can be written", async () => {
    const call = requestCall(newTenant());
    await putItem(call, "a");
    expect(await machineryQuery(ctx, (sql) => sql.selectFrom("item").selectAll().execute())).toEqual([]);
    const write = machineryQuery(ctx, (sql) =>
      sql.insertInto("item").values({ tenant_id: call.tenantId, id: "b", state: "" }).execute(),
    );
    await expect(write).rejects.toMatchObject({ code: "42501" });
  });

  test("another tenant's rows are not seen, changed or written", async () => {
    const mine = requestCall(newTenant());
    const other = newTenant();
    await putItem(mine, "a");
    expect(await itemsOf(other)).toEqual([]);
    const changed = await transact(ctx, requestCall(other), async (trx) => {
      const { numUpdatedRows } = await trx.sql.updateTable("item").set({ state: "mine" }).executeTakeFirstOrThrow();
      return numUpdatedRows;
    });
    expect(changed).toBe(0n);
    const write = transact(ctx, requestCall(other), async (trx) => {
      await trx.sql.insertInto("item").values({ tenant_id: mine.tenantId, id: "b", state: "" }).execute();
    });
    await expect(write).rejects.toMatchObject({ code: "42501" });
  });

  test("a connection given back remembers no tenant", async () => {
    const call = requestCall(newTenant());
    await putItem(call, "a");
    const { rows } = await ctx.data.pool.query(
      "select current_setting('app.tenant', true) as tenant, (select count(*) from item)",
    );
    expect(rows).toEqual([{ tenant: "", count: 0 }]);
  });

  test("a read sees one snapshot and can't write", async () => {
    const call = requestCall(newTenant());
    await putItem(call, "a");
    const seen = await readTenant(ctx, call.tenantId, async (db) => {
      const before = await db.sql.selectFrom("item").selectAll().execute();
      await putItem(requestCall(call.tenantId), "b");
      return [before, await db.sql.selectFrom("item").selectAll().execute()];
    });
    expect(seen[1]).toEqual(seen[0]);
    const write = readTenant(ctx, call.tenantId, (db) => db.sql.deleteFrom("item").execute());
    await expect(write).rejects.toMatchObject({ code: "25006" });
  });
});
