import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TenantPutSchema } from "@mentorship/client/events/v1";
import { admissionSubscriptions } from "@mentorship/shared/admission";
import { claimDue, countDue, dueRows, every, nextDue, putDue, removeDue, tenantClock } from "@mentorship/shared/clock";
import { createLogger } from "@mentorship/shared/log";
import { clockStatus } from "@mentorship/shared/machinery";
import { appendOutbox, outgoing, startConsumer, startRelay } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import { settle } from "../../src/testing/index.ts";
import { newTenant, openProbe, type Probe, type ProbeContext, type ProbeTables, requestCall } from "./probe.ts";

let probe: Probe;
let ctx: ProbeContext;
const hour = 3_600_000;

beforeAll(async () => {
  probe = await openProbe({ nats: true });
  ctx = probe.context();
}, 60_000);
afterAll(() => probe.close(), 60_000);

const moveClock = (tenantId: string, ms: number): Promise<unknown> =>
  probe.sql(
    `insert into tenant values ($1, 1, 'UTC', '', true, $2, 1)
     on conflict (id) do update set clock_offset_ms = $2, clock_version = tenant.clock_version + 1`,
    [tenantId, ms],
  );
const wait = (tenantId: string, id: string, inMs: number, kind = "reminder") =>
  transact(ctx, requestCall(tenantId), (trx) => putDue(trx, { kind, id, dueAt: new Date(trx.now.getTime() + inMs) }));
const idsOf = (rows: readonly { tenantId: string; id: string }[], tenantId: string) =>
  rows.filter((row) => row.tenantId === tenantId).map((row) => row.id);

describe("what is due", () => {
  test("follows the tenant's clock, and no other tenant notices", async () => {
    const [moved, other] = [newTenant(), newTenant()];
    for (const tenant of [moved, other]) {
      await moveClock(tenant, 0);
      await wait(tenant, "soon", hour);
      await wait(tenant, "later", 3 * hour);
    }
    expect(idsOf(await dueRows(ctx), moved)).toEqual([]);
    const next = await nextDue(ctx, moved);
    expect(Math.abs((next?.getTime() ?? 0) - Date.now() - hour)).toBeLessThan(60_000);
    await moveClock(moved, 2 * hour);
    expect(idsOf(await dueRows(ctx), moved)).toEqual(["soon"]);
    expect(idsOf(await dueRows(ctx), other)).toEqual([]);
    expect([await countDue(ctx, moved), await countDue(ctx, other)]).toEqual([1, 0]);
    const after = await nextDue(ctx, moved);
    expect(Math.abs((after?.getTime() ?? 0) - Date.now() - 3 * hour)).toBeLessThan(60_000);
    const clock = await tenantClock(ctx, moved);
    expect(Math.abs(clock.now.getTime() - Date.now() - 2 * hour)).toBeLessThan(60_000);
  });

  test("is taken by one sweep at a time, and comes again when the lease has passed", async () => {
    const tenant = newTenant();
    for (let n = 0; n < 20; n += 1) await wait(tenant, `d${n}`, -hour + n, "one-taker");
    const options = { kind: "one-taker", limit: 15, leaseMs: 60_000 };
    const claims = await Promise.all([claimDue(ctx, options), claimDue(ctx, options), claimDue(ctx, options)]);
    const ids = claims.flat().map((row) => row.id);
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
    expect(await claimDue(ctx, options)).toEqual([]);
    expect(await countDue(ctx, tenant)).toBe(20);
    await probe.sql("update due set claimed_until = now() - interval '1 s' where tenant_id = $1", [tenant]);
    expect(await claimDue(ctx, { ...options, limit: 100 })).toHaveLength(20);
  });

  test("put anew replaces the old moment and its lease; removed is gone", async () => {
    const tenant = newTenant();
    await wait(tenant, "a", -hour, "replaced");
    await claimDue(ctx, { kind: "replaced" });
    await wait(tenant, "a", -2 * hour, "replaced");
    expect(await claimDue(ctx, { kind: "replaced" })).toHaveLength(1);
    await transact(ctx, requestCall(tenant), (trx) => removeDue(trx, "replaced", "a"));
    expect(await countDue(ctx, tenant)).toBe(0);
    expect(await nextDue(ctx, tenant)).toBeUndefined();
  });
});

describe("the status that a moving clock waits for", () => {
  test("shows events as pending until they are published and applied everywhere", async () => {
    const tenant = newTenant();
    const listener = probe.context("scheduling");
    await ctx.events.connection();
    const put = () =>
      transact(ctx, requestCall(tenant), async (trx) => {
        const facts = {
          tenantId: tenant,
          zone: "UTC",
          frontEndUrl: "",
          test: true,
          clockOffsetMs: 0n,
          clockVersion: 2n,
        };
        appendOutbox(trx, [outgoing(TenantPutSchema, { id: tenant, version: 1 }, { tenant: facts })]);
      });
    await put();
    expect(await clockStatus(ctx, tenant, "scheduling")).toMatchObject({
      version: 0,
      outboxCount: 1,
      publishedSequence: 0,
      appliedSequence: 0,
    });
    probe.track(await startRelay(ctx, { pollMs: 100 }));
    await settle(async () => (await clockStatus(ctx, tenant, "scheduling")).outboxCount === 0);
    const { publishedSequence } = await clockStatus(ctx, tenant, "scheduling");
    expect(publishedSequence).toBeGreaterThan(0);
    expect((await clockStatus(ctx, tenant, "scheduling")).appliedSequence).toBeLessThan(publishedSequence);
    const subscriptions = admissionSubscriptions<ProbeTables, ProbeContext>();
    probe.track(await startConsumer(listener, { subscriptions }));
    await settle(async () => (await clockStatus(listener, tenant, "scheduling")).appliedSequence >= publishedSequence);
    expect(await clockStatus(listener, tenant, "scheduling")).toMatchObject({
      version: 2,
      dueCount: 0,
      outboxCount: 0,
    });
  });

  test("says that the broker is away instead of guessing", async () => {
    const cut = probe.context("scheduling");
    await expect(clockStatus(cut, newTenant(), "scheduling")).rejects.toMatchObject({ reason: "UNAVAILABLE" });
  });
});

describe("a loop", () => {
  const log = createLogger("probe", { level: "silent" });

  test("runs never twice at once, goes on after errors, wakes when told, and stops", async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const loop = every(
      20,
      async () => {
        running += 1;
        runs += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (runs % 2 === 0) throw new Error("a fault");
      },
      { name: "probe", log, atOnce: true },
    );
    for (let n = 0; n < 5; n += 1) loop.wake();
    await settle(() => runs >= 6);
    await loop.stop();
    const ended = runs;
    loop.wake();
    expect([most, running]).toEqual([1, 0]);
    expect(runs).toBe(ended);
  });
});
