import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { glance, transact } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import { insertItem, newTenant, openProbe, type Probe, type ProbeContext, requestCall } from "./probe.ts";

let probe: Probe;
let ctx: ProbeContext;

beforeAll(async () => {
  probe = await openProbe({ nats: false });
  ctx = probe.context();
});
afterAll(() => probe.close());

const items = sql<{ id: string }>`select id from item order by id`;

test("a glance sees the rows of its own tenant alone, at the tenant's time", async () => {
  const [call, other] = [requestCall(newTenant()), requestCall(newTenant())];
  for (const one of [call, other]) await transact(ctx, one, (trx) => insertItem(trx, `of ${one.tenantId}`));
  const before = Date.now();
  const { rows, now } = await glance(ctx, requestCall(call.tenantId), items);
  expect(rows).toEqual([{ id: `of ${call.tenantId}` }]);
  expect(Math.abs(now.getTime() - before)).toBeLessThan(60_000);
});

test("a glance knows whether its request has acted, and one that failed has not", async () => {
  const call = requestCall(newTenant());
  expect((await glance(ctx, call, items)).isDone).toBe(false);
  const failing = transact(ctx, call, async (trx) => {
    await insertItem(trx, "a");
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await glance(ctx, call, items)).toMatchObject({ isDone: false, rows: [] });
  await transact(ctx, call, (trx) => insertItem(trx, "a"));
  expect(await glance(ctx, call, items)).toMatchObject({ isDone: true, rows: [{ id: "a" }] });
  expect((await glance(ctx, requestCall(call.tenantId), items)).isDone).toBe(false);
});

test("a glance changes nothing", async () => {
  const call = requestCall(newTenant());
  const writing = sql`insert into item (tenant_id, id, state) values (${call.tenantId}, 'a', 'new') returning id`;
  await expect(glance(ctx, call, writing)).rejects.toMatchObject({ code: "25006" });
  expect((await glance(ctx, call, items)).rows).toEqual([]);
});

test("texts reach the statement as they are, whatever signs they hold", async () => {
  const texts = ["it's", "back\\slash", "$2 and $1", "a;b--c", "';drop table item;'", ""];
  for (const text of texts) {
    const { rows } = await glance(
      ctx,
      requestCall(newTenant()),
      sql`select ${text}::text as one, ${"$1"}::text as other`,
    );
    expect(rows).toEqual([{ one: text, other: "$1" }]);
  }
  await expect(glance(ctx, requestCall(newTenant()), sql`select ${7}::int as n`)).rejects.toThrow("are texts");
});
