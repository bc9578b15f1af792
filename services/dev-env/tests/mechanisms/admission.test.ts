import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  PersonPutSchema,
  PersonReinstatedSchema,
  PersonSuspendedSchema,
  TenantClockMovedSchema,
  TenantPutSchema,
} from "@mentorship/client/events/v1";
import { type PersonFacts, PersonFactsSchema, type TenantFacts, TenantFactsSchema } from "@mentorship/client/v1";
import {
  type Admission,
  admissionSubscriptions,
  createAdmission,
  type DirectoryOwner,
  putPersonRow,
  putTenantRow,
} from "@mentorship/shared/admission";
import type { Call, RoleName } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { appendOutbox, outgoing, startConsumer, startRelay } from "@mentorship/shared/events";
import { readTenant, transact } from "@mentorship/shared/postgres";
import { settle } from "../../src/testing/index.ts";
import { newTenant, openProbe, type Probe, type ProbeContext, type ProbeTables, requestCall } from "./probe.ts";

let probe: Probe;
let owner: ProbeContext;
let listener: ProbeContext;

beforeAll(async () => {
  probe = await openProbe({ nats: true });
  owner = probe.context("programme");
  listener = probe.context("scheduling");
  probe.track(await startRelay(owner, { pollMs: 200 }));
  const subscriptions = admissionSubscriptions<ProbeTables, ProbeContext>();
  probe.track(await startConsumer(listener, { subscriptions }));
}, 60_000);
afterAll(() => probe.close(), 60_000);

const tenantFacts = (tenantId: string, more: Partial<Omit<TenantFacts, "$typeName" | "$unknown">> = {}): TenantFacts =>
  create(TenantFactsSchema, {
    tenantId,
    zone: "Europe/Paris",
    frontEndUrl: "https://front.example",
    test: true,
    ...more,
  });
const personFacts = (personId: string, version: number, suspended = false): PersonFacts =>
  create(PersonFactsSchema, { personId, version: BigInt(version), zone: "UTC", suspended });
const callBy = (tenantId: string, id: string, ...roles: RoleName[]): Call => {
  const call = requestCall(tenantId);
  return { ...call, actor: { ...call.actor, id, roles } };
};

const putTenant = (tenantId: string) =>
  transact(owner, requestCall(tenantId), async (trx) => {
    await putTenantRow(trx, tenantFacts(tenantId), 1);
    appendOutbox(trx, [outgoing(TenantPutSchema, { id: tenantId, version: 1 }, { tenant: tenantFacts(tenantId) })]);
  });
const putPerson = (tenantId: string, facts: PersonFacts) => {
  const schema = facts.suspended
    ? PersonSuspendedSchema
    : facts.version > 2n
      ? PersonReinstatedSchema
      : PersonPutSchema;
  return transact(owner, requestCall(tenantId), async (trx) => {
    await putPersonRow(trx, facts);
    const aggregate = { id: facts.personId, version: Number(facts.version) };
    appendOutbox(trx, [outgoing(schema as typeof PersonPutSchema, aggregate, { person: facts })]);
  });
};
const heardOf = (tenantId: string, personId: string, version: number) =>
  settle(() =>
    readTenant(listener, tenantId, async (db) => {
      const row = await db.sql.selectFrom("person").select("version").where("id", "=", personId).executeTakeFirst();
      return (row?.version ?? 0) >= version;
    }),
  );

describe("who may call at all", () => {
  let admission: Admission;
  let tenant: string;
  beforeAll(async () => {
    admission = createAdmission(listener);
    tenant = newTenant();
    await putTenant(tenant);
    await putPerson(tenant, personFacts("ada", 1));
    await heardOf(tenant, "ada", 1);
  });

  test("a member of the directory in a known tenant", async () => {
    await expect(admission.admit(callBy(tenant, "ada", "mentor"))).resolves.toBeUndefined();
  });

  test("an admin or a service needs no row in the directory", async () => {
    await expect(admission.admit(callBy(tenant, "boss", "admin"))).resolves.toBeUndefined();
    const call = callBy(tenant, "billing", "service");
    await expect(admission.admit({ ...call, actor: { ...call.actor, kind: "service" } })).resolves.toBeUndefined();
  });

  test("nobody of an unknown tenant", async () => {
    const unknown = newTenant();
    const refusal = { reason: "TENANT_UNKNOWN", metadata: { tenant_id: unknown } };
    await expect(admission.admit(callBy(unknown, "ada", "admin"))).rejects.toMatchObject(refusal);
  });

  test.each<RoleName>(["mentor", "mentee"])("no %s who is not in the directory", async (role) => {
    const refusal = { reason: "PERSON_UNKNOWN", metadata: { person_id: "ghost" } };
    await expect(admission.admit(callBy(tenant, "ghost", "admin"))).resolves.toBeUndefined();
    await expect(admission.admit(callBy(tenant, "ghost", role))).rejects.toMatchObject(refusal);
  });

  test("nobody who is suspended, an admin neither, until it is lifted", async () => {
    await putPerson(tenant, personFacts("eve", 1));
    await heardOf(tenant, "eve", 1);
    await admission.admit(callBy(tenant, "eve", "mentee"));
    await admission.admit(callBy(tenant, "eve", "admin"));
    await putPerson(tenant, personFacts("eve", 2, true));
    await heardOf(tenant, "eve", 2);
    // At once: hearing of it ends the half second for which an admission holds.
    const refusal = { reason: "PERSON_SUSPENDED", metadata: { person_id: "eve" } };
    await expect(admission.admit(callBy(tenant, "eve", "mentee"))).rejects.toMatchObject(refusal);
    await expect(admission.admit(callBy(tenant, "eve", "admin"))).rejects.toMatchObject(refusal);
    await putPerson(tenant, personFacts("eve", 3));
    await heardOf(tenant, "eve", 3);
    await expect(admission.admit(callBy(tenant, "eve", "mentee"))).resolves.toBeUndefined();
  });

  test("an open stream of a suspended person ends with the refusal, others go on", async () => {
    await putPerson(tenant, personFacts("ivy", 1));
    await heardOf(tenant, "ivy", 1);
    const ending = new AbortController();
    const others = admission.watch(callBy(tenant, "ada", "mentor"), ending.signal);
    const watched = admission
      .watch(callBy(tenant, "ivy", "mentor"), new AbortController().signal)
      .catch((error: unknown) => error);
    await putPerson(tenant, personFacts("ivy", 2, true));
    expect(await watched).toMatchObject({ reason: "PERSON_SUSPENDED" });
    ending.abort();
    await expect(others).resolves.toBeUndefined();
  });
});

describe("what a service does not know", () => {
  const asked: string[] = [];
  const directory = (answers: { tenants?: TenantFacts[]; people?: PersonFacts[] }): DirectoryOwner => ({
    async getTenant(tenantId) {
      asked.push(tenantId);
      const found = answers.tenants?.find((each) => each.tenantId === tenantId);
      if (!found) throw new DomainError("TENANT_UNKNOWN", "there is none");
      return found;
    },
    async getPerson(_tenantId, personId) {
      asked.push(personId);
      const found = answers.people?.find((each) => each.personId === personId);
      if (!found) throw notFound("person", personId);
      return found;
    },
  });

  test("it asks the owner once, and keeps the answer", async () => {
    const tenant = newTenant();
    const people = [personFacts("ada", 4)];
    const admission = createAdmission(listener, directory({ tenants: [tenantFacts(tenant)], people }));
    const call = callBy(tenant, "ada", "mentor");
    asked.length = 0;
    await Promise.all([admission.admit(call), admission.admit(call), admission.admit(call)]);
    expect(asked).toEqual([tenant, "ada"]);
    await createAdmission(listener).admit(callBy(tenant, "ada", "mentee"));
  });

  test("it believes the owner that there is none, and asks again next time", async () => {
    const tenant = newTenant();
    const admission = createAdmission(listener, directory({ tenants: [tenantFacts(tenant)] }));
    const call = callBy(tenant, "ghost", "mentee");
    await expect(admission.admit(call)).rejects.toMatchObject({ reason: "PERSON_UNKNOWN" });
    asked.length = 0;
    await expect(admission.admit(call)).rejects.toMatchObject({ reason: "PERSON_UNKNOWN" });
    expect(asked).toEqual(["ghost"]);
    const nowhere = callBy(newTenant(), "ada", "admin");
    await expect(admission.admit(nowhere)).rejects.toMatchObject({ reason: "TENANT_UNKNOWN" });
  });

  test("an owner that does not answer refuses nobody for good: its error passes through", async () => {
    const away = new ConnectError("away", Code.Unavailable);
    const silent: DirectoryOwner = { getTenant: () => Promise.reject(away), getPerson: () => Promise.reject(away) };
    const admission = createAdmission(listener, silent);
    await expect(admission.admit(callBy(newTenant(), "ada", "mentor"))).rejects.toBe(away);
  });
});

describe("rows of tenants and people", () => {
  const tenantRow = async (id: string) => (await probe.sql("select * from tenant where id = $1", [id]))[0];

  test("older facts change nothing, whatever the order they come in", async () => {
    const tenant = newTenant();
    await transact(owner, requestCall(tenant), async (trx) => {
      await putPersonRow(trx, [personFacts("a", 2, true), personFacts("a", 3), personFacts("a", 1, true)]);
      await putPersonRow(trx, personFacts("a", 2, true));
      await putTenantRow(trx, tenantFacts(tenant, { zone: "Asia/Tokyo" }), 5);
      await putTenantRow(trx, tenantFacts(tenant, { zone: "Europe/Rome" }), 4);
    });
    const people = await probe.sql("select version, suspended from person where tenant_id = $1", [tenant]);
    expect(people).toEqual([{ version: "3", suspended: false }]);
    expect(await tenantRow(tenant)).toMatchObject({ zone: "Asia/Tokyo", version: "5" });
  });

  test("the clock goes by its own version and never back", async () => {
    const tenant = newTenant();
    await transact(owner, requestCall(tenant), async (trx) => {
      await putTenantRow(trx, tenantFacts(tenant, { clockOffsetMs: 1_000n, clockVersion: 1n }), 9);
      await putTenantRow(trx, tenantFacts(tenant, { clockOffsetMs: 3_000n, clockVersion: 3n }), 2);
      await putTenantRow(trx, tenantFacts(tenant, { clockOffsetMs: 2_000n, clockVersion: 2n }), 10);
    });
    expect(await tenantRow(tenant)).toMatchObject({ clock_offset_ms: "3000", clock_version: "3", version: "10" });
  });

  test("a tenant's row is written only from its own transaction", async () => {
    const other = newTenant();
    const write = transact(owner, requestCall(newTenant()), (trx) => putTenantRow(trx, tenantFacts(other), 1));
    await expect(write).rejects.toThrow("its own transaction");
  });

  test("a moved clock reaches the listeners by its event", async () => {
    const tenant = newTenant();
    await putTenant(tenant);
    const day = 86_400_000;
    const moved = tenantFacts(tenant, { clockOffsetMs: BigInt(day), clockVersion: 1n });
    await transact(owner, requestCall(tenant), async (trx) => {
      await putTenantRow(trx, moved, 2);
      appendOutbox(trx, [outgoing(TenantClockMovedSchema, { id: tenant, version: 2 }, { tenant: moved })]);
    });
    const ahead = () => readTenant(listener, tenant, async (db) => db.now.getTime() - Date.now());
    await settle(async () => (await ahead()) > day - 60_000);
    const now = await transact(owner, requestCall(tenant), async (trx) => trx.now);
    expect(Math.abs(now.getTime() - Date.now() - day)).toBeLessThan(60_000);
  });
});
