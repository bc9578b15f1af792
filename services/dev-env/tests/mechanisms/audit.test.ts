import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { appendAudit, auditPosition, auditRead, erasePerson, listEntries, verifyChain } from "@mentorship/shared/audit";
import { transact } from "@mentorship/shared/postgres";
import { newTenant, openProbe, type Probe, type ProbeContext, requestCall } from "./probe.ts";

let probe: Probe;
let ctx: ProbeContext;

beforeAll(async () => {
  probe = await openProbe({ nats: false });
  ctx = probe.context();
});
afterAll(() => probe.close());

const change = (tenantId: string, id: string, entries = 1) =>
  transact(ctx, requestCall(tenantId), async (trx) => {
    for (let n = 0; n < entries; n += 1) {
      appendAudit(trx, {
        action: "item.changed",
        entity: { type: "item", id },
        before: { state: "old", nested: { b: [1, "two", null], a: 0.25 } },
        after: { state: `new ${n}`, at: trx.now, big: 12n, left_out: undefined, quoted: `"'\\ü\u{1f600}` },
      });
    }
  });

const tenantWith = async (entries: number): Promise<string> => {
  const tenant = newTenant();
  for (let n = 0; n < entries; n += 1) await change(tenant, `item-${n}`);
  return tenant;
};

describe("the chain", () => {
  test("is intact after changes one by one, in bulk and side by side", async () => {
    const tenant = newTenant();
    await change(tenant, "a");
    await change(tenant, "b", 1_200);
    await Promise.all(Array.from({ length: 20 }, (_, n) => change(tenant, `c-${n}`)));
    expect(await verifyChain(ctx, tenant, "changes")).toEqual({ chain: "changes", entries: 1_221, firstBroken: 0 });
  });

  test("an empty chain is intact", async () => {
    expect(await verifyChain(ctx, newTenant(), "reads")).toEqual({ chain: "reads", entries: 0, firstBroken: 0 });
  });

  test.each([
    [
      "a changed state",
      `update audit_entry set after = '{"state": "forged"}' where tenant_id = $1 and sequence = 3`,
      3,
    ],
    ["a changed actor", "update audit_entry set actor_id = 'somebody' where tenant_id = $1 and sequence = 3", 3],
    [
      "a changed time",
      "update audit_entry set occurred_at = occurred_at + interval '1 s' where tenant_id = $1 and sequence = 3",
      3,
    ],
    ["a removed entry", "delete from audit_entry where tenant_id = $1 and sequence = 3", 3],
    ["a removed first entry", "delete from audit_entry where tenant_id = $1 and sequence = 1", 1],
    ["a removed last entry", "delete from audit_entry where tenant_id = $1 and sequence = 5", 5],
    ["a forged hash", "update audit_entry set hash = repeat('0', 64) where tenant_id = $1 and sequence = 5", 5],
    ["a head set back", "update audit_head set sequence = 4 where tenant_id = $1", 5],
    ["a removed head", "delete from audit_head where tenant_id = $1", 1],
  ])("%s is found and named", async (_what, tamper, firstBroken) => {
    const tenant = await tenantWith(5);
    await probe.sql(tamper, [tenant]);
    expect(await verifyChain(ctx, tenant, "changes")).toMatchObject({ firstBroken });
  });

  test("an entry says who did what to what, and why", async () => {
    const tenant = newTenant();
    const call = requestCall(tenant, "request-7");
    const at = await transact(ctx, call, async (trx) => {
      appendAudit(trx, {
        action: "item.put",
        entity: { type: "item", id: "a" },
        before: null,
        after: { state: "new" },
      });
      return trx.now;
    });
    expect(await listEntries(ctx, tenant, { limit: 10 })).toMatchObject([
      {
        chain: "changes",
        sequence: 1,
        occurred_at: at,
        actor_kind: "person",
        actor_id: "person-1",
        action: "item.put",
        entity_type: "item",
        entity_id: "a",
        before: null,
        after: { state: "new" },
        cause: "request probe.v1.ProbeService/PutItem request-7",
      },
    ]);
  });
});

describe("personal text", () => {
  test("stands in an entry only as a salted hash, and erasing the person leaves the chain intact", async () => {
    const tenant = newTenant();
    await transact(ctx, requestCall(tenant), async (trx) => {
      appendAudit(trx, {
        action: "person.put",
        entity: { type: "person", id: "p1" },
        before: null,
        after: { version: 1 },
        personal: { email: { personId: "p1", value: "ada@example.org" }, name: { personId: "p1", value: "Ada" } },
      });
      appendAudit(trx, {
        action: "person.put",
        entity: { type: "person", id: "p2" },
        before: null,
        after: {},
        personal: { name: { personId: "p2", value: "Bo" } },
      });
    });
    const [row] = await probe.sql<{ salt: string; value: string; hash: string; after: Record<string, string> }>(
      `select p.salt, p.value, p.hash, e.after from audit_personal p join audit_entry e on e.tenant_id = p.tenant_id
       where p.tenant_id = $1 and p.value = 'ada@example.org' and e.entity_id = 'p1'`,
      [tenant],
    );
    expect(createHash("sha256").update(`${row?.salt}${row?.value}`).digest("hex")).toBe(row?.hash);
    expect(row?.after).toEqual({ version: 1, email: `sha256:${row?.hash}`, name: expect.stringMatching(/^sha256:/) });
    expect(await transact(ctx, requestCall(tenant), (trx) => erasePerson(trx, "p1"))).toBe(2);
    const left = await probe.sql("select value from audit_personal where tenant_id = $1", [tenant]);
    expect(left).toEqual([{ value: "Bo" }]);
    const all = await probe.sql<{ text: string }>("select e::text as text from audit_entry e where tenant_id = $1", [
      tenant,
    ]);
    expect(JSON.stringify(all)).not.toMatch(/Ada|ada@example/);
    expect(await verifyChain(ctx, tenant, "changes")).toMatchObject({ entries: 2, firstBroken: 0 });
  });
});

describe("reads of other people's data", () => {
  test("are written in one batch, in a chain of their own, at the tenant's time", async () => {
    const tenant = newTenant();
    await probe.sql("insert into tenant values ($1, 1, 'UTC', '', true, 86400000, 1)", [tenant]);
    const call = { ...requestCall(tenant), cause: { kind: "read", method: "probe.v1.ProbeService/GetItem" } } as const;
    for (let n = 0; n < 3; n += 1)
      auditRead(ctx, call, { action: "item.read", entityType: "item", ids: [`a${n}`, "b"] });
    auditRead(ctx, call, { action: "item.read", entityType: "item", ids: [] });
    await ctx.data.reads.flush();
    expect(await verifyChain(ctx, tenant, "reads")).toEqual({ chain: "reads", entries: 3, firstBroken: 0 });
    expect(await verifyChain(ctx, tenant, "changes")).toMatchObject({ entries: 0, firstBroken: 0 });
    const [last] = await listEntries(ctx, tenant, { limit: 1 });
    expect(last).toMatchObject({ action: "item.read", after: { ids: ["a2", "b"] } });
    const ahead = (last?.occurred_at.getTime() ?? 0) - Date.now();
    expect(Math.abs(ahead - 86_400_000)).toBeLessThan(60_000);
  });
});

describe("the list of entries", () => {
  test("pages through all of them, newest first, without a gap or a repeat", async () => {
    const tenant = await tenantWith(7);
    const seen: number[] = [];
    let before = "";
    for (;;) {
      const page = await listEntries(ctx, tenant, { limit: 3, before });
      const last = page.at(-1);
      if (!last) break;
      seen.push(...page.map((entry) => entry.sequence));
      before = auditPosition(last);
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect((await listEntries(ctx, tenant, { limit: 10, entityType: "item", entityId: "item-2" })).length).toBe(1);
  });

  test("refuses a position that is none", async () => {
    const wrong = listEntries(ctx, newTenant(), { limit: 1, before: "yesterday" });
    await expect(wrong).rejects.toMatchObject({ reason: "INVALID_ARGUMENT", violations: [{ field: "before" }] });
  });
});
