import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient, createRouterTransport, type Interceptor } from "@connectrpc/connect";
import { PersonPutSchema } from "@mentorship/client/events/v1";
import { MachineryService } from "@mentorship/client/v1";
import { appendAudit, auditRead } from "@mentorship/shared/audit";
import { type Call, callKey } from "@mentorship/shared/call";
import { appendOutbox, outgoing, startRelay } from "@mentorship/shared/events";
import { machineryRoutes } from "@mentorship/shared/machinery";
import { transact } from "@mentorship/shared/postgres";
import { settle } from "../../src/testing/index.ts";
import { newTenant, openProbe, type Probe, type ProbeContext, requestCall } from "./probe.ts";

let probe: Probe;
let ctx: ProbeContext;

beforeAll(async () => {
  probe = await openProbe({ nats: true });
  ctx = probe.context();
  await ctx.events.connection();
}, 60_000);
afterAll(() => probe.close(), 60_000);

const clientOf = (call: Call) => {
  const asCall: Interceptor = (next) => (req) => {
    req.contextValues.set(callKey, call);
    return next(req);
  };
  const transport = createRouterTransport((router) => router.service(MachineryService, machineryRoutes(ctx)), {
    router: { interceptors: [asCall] },
  });
  return createClient(MachineryService, transport);
};
const change = (tenantId: string, id: string) =>
  transact(ctx, requestCall(tenantId), async (trx) => {
    appendAudit(trx, {
      action: "item.put",
      entity: { type: "item", id },
      before: null,
      after: { list: [1, { a: null }] },
    });
  });

describe("what a service answers about its machinery", () => {
  test("its audit entries, newest first, of the caller's tenant alone", async () => {
    const tenant = newTenant();
    await change(tenant, "a");
    await change(tenant, "b");
    await change(newTenant(), "c");
    const { entries } = await clientOf(requestCall(tenant)).listAuditChain({ limit: 10 });
    expect(entries.map((entry) => [entry.sequence, entry.entityId])).toEqual([
      [2n, "b"],
      [1n, "a"],
    ]);
    expect(entries[0]).toMatchObject({ service: "programme", chain: "changes", after: { list: [1, { a: null }] } });
    expect(entries[0]?.before).toBeUndefined();
  });

  test("whether its chains are intact, reads that wait to be written included", async () => {
    const tenant = newTenant();
    const client = clientOf(requestCall(tenant));
    await change(tenant, "a");
    await change(tenant, "b");
    auditRead(ctx, requestCall(tenant), { action: "item.read", entityType: "item", ids: ["a"] });
    const chain = { service: "programme", intact: true, firstBrokenSequence: 0n };
    expect((await client.verifyAuditChain({})).chains).toMatchObject([
      { ...chain, chain: "changes", entries: 2n },
      { ...chain, chain: "reads", entries: 1n },
    ]);
    await probe.sql("update audit_entry set actor_id = 'forged' where tenant_id = $1 and sequence = 2", [tenant]);
    const [changes] = (await client.verifyAuditChain({})).chains;
    expect(changes).toMatchObject({ intact: false, firstBrokenSequence: 2n });
  });

  test("how far it is with the tenant's clock", async () => {
    const tenant = newTenant();
    await probe.sql("insert into tenant values ($1, 1, 'UTC', '', true, 5000, 3)", [tenant]);
    await probe.sql("insert into due values ($1, 'k', 'late', now()), ($1, 'k', 'next', now() + interval '1 h')", [
      tenant,
    ]);
    await transact(ctx, requestCall(tenant), async (trx) => {
      appendOutbox(trx, [outgoing(PersonPutSchema, { id: "a", version: 1 }, { person: { personId: "a" } })]);
    });
    const status = await clientOf(requestCall(tenant)).getClockStatus({});
    expect(status).toMatchObject({ clockVersion: 3n, dueCount: 1n, outboxCount: 1n, publishedSequence: 0n });
    const seconds = Number(status.now?.seconds ?? 0n) - Date.now() / 1000;
    expect(Math.abs(seconds - 5)).toBeLessThan(30);
    expect(Number(status.nextDueAt?.seconds ?? 0n) - Date.now() / 1000).toBeGreaterThan(3_000);
  });
});

describe("rows past their time", () => {
  test("are forgotten by the relay, and no others", async () => {
    const tenant = newTenant();
    await probe.sql("insert into tenant values ($1, 1, 'UTC', '', false, 0, 0)", [tenant]);
    await probe.sql(
      `insert into done_once (tenant_id, kind, scope, key, body_hash, outcome, created_at)
       select $1, kind, 's', age::text, '', '{}', now() - make_interval(hours => age)
       from unnest(array['request', 'step']) as kind, unnest(array[1, 23, 26, 2400]) as age`,
      [tenant],
    );
    await probe.sql(
      `insert into outbox (tenant_id, event_id, subject, type, payload, occurred_at, trace_id, created_at, published_at)
       select $1, days::text, 's', 't', '', now(), '', now() - make_interval(days => days), now() from unnest(array[1, 29, 31]) as days`,
      [tenant],
    );
    await probe.sql(
      `insert into inbox (tenant_id, consumer, event_id, type, state, received_at)
       select $1, 'c', state || days, 't', state, now() - make_interval(days => days)
       from unnest(array['done', 'dead']) as state, unnest(array[59, 61]) as days`,
      [tenant],
    );
    probe.track(await startRelay(ctx, { forgetMs: 50 }));
    const keys = async (table: string, column: string) => {
      const found = await probe.sql<{ key: string }>(
        `select ${column} as key from ${table} where tenant_id = $1 order by 1`,
        [tenant],
      );
      return found.map((row) => row.key);
    };
    await settle(async () => (await keys("done_once", "kind || key")).length === 5);
    expect(await keys("done_once", "kind || key")).toEqual(["request1", "request23", "step1", "step23", "step26"]);
    expect(await keys("outbox", "event_id")).toEqual(["1", "29"]);
    expect(await keys("inbox", "event_id")).toEqual(["dead59", "dead61", "done59"]);
  });
});
