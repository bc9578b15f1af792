import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FinancialStatus, type PersonInput, ProgrammeService, UpsertOutcome } from "@mentorship/client/v1";
import { createCast, must, rid, startWorld, type World } from "@mentorship/dev-env/testing";
import { allOf, refused } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme"], temporal: false });
}, 120_000);
afterAll(() => world?.stop(), 60_000);

type PersonWish = Omit<PersonInput, "$typeName" | "$unknown">;

const person = (personId: string, over: Partial<PersonWish> = {}) => ({
  personId,
  version: 1n,
  displayName: `Name of ${personId}`,
  email: `${personId}@mail.example`,
  zone: "Asia/Calcutta",
  ...over,
});

async function* messages<T>(...all: T[]): AsyncGenerator<T> {
  yield* all;
}

/** Sends the first half, and then nothing more. */
async function* breakingOff<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all.slice(0, all.length / 2);
  await new Promise(() => undefined);
}

describe("PutTenant", () => {
  const tenant = { name: "  Acme  ", zone: "Asia/Calcutta", frontEndUrl: "https://front.example/", test: true };
  const adminOf = async (tenantId: string) =>
    world.client(ProgrammeService, await world.token({ tenant: tenantId, sub: "root", roles: ["admin"] }));

  test("creates the tenant that the token names, and only then does anything else work", async () => {
    const tenantId = `t-${randomUUID().slice(0, 8)}`;
    const admin = await adminOf(tenantId);
    expect(await refused(admin.listSkills({}))).toMatchObject({
      code: "FailedPrecondition",
      reason: "TENANT_UNKNOWN",
      metadata: { tenant_id: tenantId },
    });
    const { tenant: put } = await admin.putTenant({ requestId: rid(), ...tenant });
    expect(put).toMatchObject({
      tenantId,
      name: "Acme",
      zone: "Asia/Calcutta",
      frontEndUrl: "https://front.example",
      test: true,
      version: 1n,
    });
    expect((await admin.listSkills({})).skills).toEqual([]);
    const [row] = await world.sql("select zone, version from programme.tenant where id = $1", [tenantId]);
    expect(row).toEqual({ zone: "Asia/Kolkata", version: "1" });
    const events = await world.sql("select subject from programme.outbox where tenant_id = $1", [tenantId]);
    expect(events).toEqual([{ subject: "mentorship.tenant.put" }]);
  });

  test("changes it, and a repeat of the request answers the same and does nothing", async () => {
    const { admin, tenantId } = await createCast(world);
    const requestId = rid();
    const wish = { requestId, ...tenant, name: "Renamed" };
    const first = await admin.programme.putTenant(wish);
    const again = await admin.programme.putTenant(wish);
    expect([first.tenant?.version, again.tenant?.version, again.tenant?.name]).toEqual([2n, 2n, "Renamed"]);
    const entries = await world.sql(
      "select from programme.audit_entry where tenant_id = $1 and action = 'tenant.put'",
      [tenantId],
    );
    expect(entries).toHaveLength(2);
    expect(await refused(admin.programme.putTenant({ ...wish, name: "Other" }))).toMatchObject({
      code: "InvalidArgument",
      reason: "REQUEST_ID_REUSED",
    });
  });

  test("leaves a test tenant one, and makes no other one", async () => {
    const testing = await createCast(world);
    const real = await createCast(world, { test: false });
    for (const [cast, wanted] of [
      [testing, false],
      [real, true],
    ] as const) {
      expect(
        await refused(cast.admin.programme.putTenant({ requestId: rid(), ...tenant, test: wanted })),
      ).toMatchObject({ code: "FailedPrecondition", reason: "TEST_TENANT_REFUSED" });
    }
  });

  test.each(["Mars/Olympus", "UTC+2", "EST5EDT", "+02:00", "utc2"])("refuses the zone %s", async (zone) => {
    const { admin } = await createCast(world);
    expect(await refused(admin.programme.putTenant({ requestId: rid(), ...tenant, zone }))).toMatchObject({
      reason: "ZONE_UNKNOWN",
      metadata: { zone },
    });
  });

  test.each(["ftp://x.example", "https://", "", "/app"])("refuses the front end %s", async (frontEndUrl) => {
    const { admin } = await createCast(world);
    const refusal = await refused(admin.programme.putTenant({ requestId: rid(), ...tenant, frontEndUrl }));
    expect(refusal).toMatchObject({ code: "InvalidArgument" });
    expect(new Set(refusal.fields)).toEqual(new Set(["front_end_url"]));
  });

  test("is for admins and services", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "m" }]);
    const { programme } = await cast.as("mentor", "m");
    expect(await refused(programme.putTenant({ requestId: rid(), ...tenant }))).toMatchObject({
      code: "PermissionDenied",
      reason: "PERMISSION_DENIED",
    });
  });
});

describe("UpsertPeople", () => {
  test("brings people in, changes them by version, and tells each row's result in order", async () => {
    const { admin, tenantId } = await createCast(world);
    const answers = await allOf(
      admin.programme.upsertPeople(
        messages(
          { people: [person("b"), person("a", { version: 5n }), person("b", { version: 2n, displayName: "B2" })] },
          { people: [person("a", { version: 4n }), person("b", { version: 3n, suspended: true }), person("c")] },
        ),
      ),
    );
    const { CREATED, UPDATED, UNCHANGED } = UpsertOutcome;
    expect(answers.map(({ results }) => results.map(({ personId, outcome }) => [personId, outcome]))).toEqual([
      [
        ["b", UNCHANGED],
        ["a", CREATED],
        ["b", CREATED],
      ],
      [
        ["a", UNCHANGED],
        ["b", UPDATED],
        ["c", CREATED],
      ],
    ]);
    const rows = await world.sql(
      `select r.id, r.version, r.suspended, p.version as kept, p.suspended as barred, p.zone
       from programme.person_record r join programme.person p using (tenant_id, id) where tenant_id = $1 order by id`,
      [tenantId],
    );
    const zone = "Asia/Kolkata";
    expect(rows).toEqual([
      { id: "a", version: "5", suspended: false, kept: "5", barred: false, zone },
      { id: "b", version: "3", suspended: true, kept: "3", barred: true, zone },
      { id: "c", version: "1", suspended: false, kept: "1", barred: false, zone },
    ]);
    const events = await world.sql(
      "select subject, count(*)::int as count from programme.outbox where tenant_id = $1 and subject like '%person%' group by 1",
      [tenantId],
    );
    expect(events).toEqual(
      expect.arrayContaining([
        { subject: "mentorship.person.put", count: 3 },
        { subject: "mentorship.person.suspended", count: 1 },
      ]),
    );
  });

  test("refuses a row that breaks a rule alone, names every rule, and stores nothing of it", async () => {
    const { admin, tenantId } = await createCast(world);
    const [answer] = await allOf(
      admin.programme.upsertPeople(
        messages({
          people: [
            person("good"),
            person("bad zone", { zone: "Nowhere/City", email: "no mail", displayName: "  ", batchYear: 1 }),
            person("far", { version: 2n ** 60n }),
          ],
        }),
      ),
    );
    expect(answer?.results.map(({ outcome, problems }) => [outcome, problems.map(({ field }) => field)])).toEqual([
      [UpsertOutcome.CREATED, []],
      [UpsertOutcome.REFUSED, ["person_id", "display_name", "email", "batch_year", "zone"]],
      [UpsertOutcome.REFUSED, ["version"]],
    ]);
    const rows = await world.sql("select id from programme.person_record where tenant_id = $1", [tenantId]);
    expect(rows).toEqual([{ id: "good" }]);
  });

  test.each<[string, Partial<PersonWish>, string]>([
    ["an id", { personId: "a\u0000b" }, "person_id"],
    ["a name", { displayName: "A\u0000b" }, "display_name"],
    ["a bio", { bioShort: "\u0000" }, "bio_short"],
    ["a department", { department: "C\u0000S" }, "department"],
  ])("refuses a row with U+0000 in %s alone, by its field", async (_what, over, field) => {
    const { admin, tenantId } = await createCast(world);
    const people = [person("before"), person("broken", over), person("after")];
    const [answer] = await allOf(admin.programme.upsertPeople(messages({ people })));
    expect(answer?.results.map(({ outcome }) => outcome)).toEqual([
      UpsertOutcome.CREATED,
      UpsertOutcome.REFUSED,
      UpsertOutcome.CREATED,
    ]);
    const refusal = must(answer?.results[1]);
    expect(refusal.personId).toBe(over.personId ?? "broken");
    expect(refusal.problems.map((each) => each.field)).toContain(field);
    const rows = await world.sql("select id from programme.person_record where tenant_id = $1 order by id", [tenantId]);
    expect(rows).toEqual([{ id: "after" }, { id: "before" }]);
  });

  test("brings texts of rows to one form before it looks at their limits", async () => {
    const { admin, tenantId } = await createCast(world);
    const people = [person("p", { displayName: `  ${"e\u0301".repeat(200)} `, department: " CS " })];
    await allOf(admin.programme.upsertPeople(messages({ people })));
    const [row] = await world.sql("select display_name, department from programme.person_record where tenant_id = $1", [
      tenantId,
    ]);
    expect(row).toEqual({ display_name: "é".repeat(200), department: "CS" });
  });

  test("takes up a stream of thousands that broke off in the middle, when it is sent again", async () => {
    const { admin, tenantId } = await createCast(world);
    const batches = Array.from({ length: 10 }, (_, batch) => ({
      people: Array.from({ length: 400 }, (_each, n) => person(`p${batch * 400 + n}`)),
    }));
    const outcomes = async (stream: AsyncIterable<{ results: { outcome: UpsertOutcome }[] }>) => {
      const counts = new Map<UpsertOutcome, number>();
      for await (const { results } of stream) {
        for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      }
      return counts;
    };
    const leave = new AbortController();
    const broken = admin.programme.upsertPeople(breakingOff(batches), { signal: leave.signal });
    let answered = 0;
    const cut = async () => {
      for await (const { results } of broken) {
        answered += results.length;
        if (answered >= 1_600) leave.abort();
      }
    };
    await expect(cut()).rejects.toThrow(/abort|cancel/i);
    const kept = await world.sql("select from programme.person_record where tenant_id = $1", [tenantId]);
    expect(kept.length).toBeGreaterThanOrEqual(1_600);
    expect(kept.length).toBeLessThan(4_000);
    // What was under way when the caller left may still be committed.
    const again = await outcomes(admin.programme.upsertPeople(messages(...batches)));
    const { CREATED, UNCHANGED } = UpsertOutcome;
    expect((again.get(CREATED) ?? 0) + (again.get(UNCHANGED) ?? 0)).toBe(4_000);
    expect(again.get(UNCHANGED)).toBeGreaterThanOrEqual(kept.length);
    const [counts] = await world.sql(
      `select count(*)::int as people, (select count(*)::int from programme.outbox where tenant_id = $1 and subject = 'mentorship.person.put') as events,
         (select count(*)::int from programme.audit_entry where tenant_id = $1 and action = 'person.put') as entries
       from programme.person_record where tenant_id = $1`,
      [tenantId],
    );
    expect(counts).toEqual({ people: 4_000, events: 4_000, entries: 4_000 });
    const third = await outcomes(admin.programme.upsertPeople(messages(...batches)));
    expect([...third]).toEqual([[UNCHANGED, 4_000]]);
  });

  test("changes nothing when a broken stream is sent again", async () => {
    const { admin, tenantId } = await createCast(world);
    const people = Array.from({ length: 500 }, (_, n) => person(`p${n}`));
    await allOf(admin.programme.upsertPeople(messages({ people })));
    const count = () => world.sql("select count(*) from programme.outbox where tenant_id = $1", [tenantId]);
    const before = await count();
    const [again] = await allOf(admin.programme.upsertPeople(messages({ people })));
    expect(new Set(again?.results.map(({ outcome }) => outcome))).toEqual(new Set([UpsertOutcome.UNCHANGED]));
    expect(await count()).toEqual(before);
  });

  test("keeps what is personal out of the audit's entries", async () => {
    const { admin, tenantId } = await createCast(world);
    await allOf(admin.programme.upsertPeople(messages({ people: [person("ada", { bioShort: "likes engines" })] })));
    const [entry] = await world.sql<{ text: string }>(
      "select to_jsonb(e)::text as text from programme.audit_entry e where tenant_id = $1 and action = 'person.put'",
      [tenantId],
    );
    expect(must(entry).text).not.toMatch(/Name of ada|mail\.example|engines/);
    const [value] = await world.sql<{ value: string }>(
      "select value from programme.audit_personal where tenant_id = $1 and person_id = 'ada'",
      [tenantId],
    );
    expect(must(value).value).toContain("likes engines");
  });

  test("ends a message of more than 500 rows and is for admins and services", async () => {
    const cast = await createCast(world);
    const people = Array.from({ length: 501 }, (_, n) => person(`p${n}`));
    expect(await refused(allOf(cast.admin.programme.upsertPeople(messages({ people }))))).toMatchObject({
      code: "InvalidArgument",
      fields: ["people"],
    });
    await cast.people([{ id: "m" }]);
    const { programme } = await cast.as("mentor", "m");
    expect(await refused(allOf(programme.upsertPeople(messages({ people: [person("x")] }))))).toMatchObject({
      reason: "PERMISSION_DENIED",
    });
    expect(await allOf(cast.service.programme.upsertPeople(messages({ people: [person("x")] })))).toHaveLength(1);
  });

  test("bars a suspended person within a second, and lets them in again", async () => {
    const cast = await createCast(world);
    await cast.people([{ id: "m" }]);
    const { programme } = await cast.as("mentor", "m");
    await programme.listSkills({});
    await cast.suspend("m");
    const barred = await world.settle(() => refused(programme.listSkills({})), { timeoutMs: 1_000 });
    expect(barred).toMatchObject({
      code: "PermissionDenied",
      reason: "PERSON_SUSPENDED",
      metadata: { person_id: "m" },
    });
    await cast.people([{ id: "m" }]);
    await world.settle(() => programme.listSkills({}), { timeoutMs: 1_000 });
  });
});

describe("GetPerson", () => {
  test("answers in full to admins and services, without finances to the person and to other staff", async () => {
    const cast = await createCast(world);
    await allOf(
      cast.admin.programme.upsertPeople(
        messages({ people: [person("ada", { financialStatus: FinancialStatus.ON_HOLD, batchYear: 2001 })] }),
      ),
    );
    const read = async (role: Parameters<typeof cast.as>[0], sub: string) =>
      must((await (await cast.as(role, sub)).programme.getPerson({ personId: "ada" })).person);
    const full = { email: "ada@mail.example", financialStatus: FinancialStatus.ON_HOLD, batchYear: 2001 };
    expect(await read("admin", "root")).toMatchObject(full);
    expect(await read("service", "crm")).toMatchObject(full);
    const withheld = { email: "ada@mail.example", financialStatus: FinancialStatus.UNSPECIFIED };
    expect(await read("mentee", "ada")).toMatchObject(withheld);
    expect(await read("staff", "sam")).toMatchObject(withheld);
    const reads = await world.settle(async () => {
      const found = await world.sql<{ actor_id: string }>(
        "select actor_id from programme.audit_entry where tenant_id = $1 and action = 'person.read' order by actor_id",
        [cast.tenantId],
      );
      return found.length >= 3 ? found : null;
    });
    // A person's own reads are not noted.
    expect(reads.map(({ actor_id }) => actor_id)).toEqual(["crm", "root", "sam"]);
  });

  test("answers not found to other people and in other tenants", async () => {
    const cast = await createCast(world);
    const other = await createCast(world);
    await cast.people([{ id: "ada" }, { id: "bob" }]);
    const { programme } = await cast.as("mentor", "bob");
    const expected = { code: "NotFound", reason: "NOT_FOUND", metadata: { resource: "person", id: "ada" } };
    expect(await refused(programme.getPerson({ personId: "ada" }))).toMatchObject(expected);
    expect(await refused(other.admin.programme.getPerson({ personId: "ada" }))).toMatchObject(expected);
    expect(await refused((await cast.as("mentor", "nobody")).programme.getPerson({ personId: "ada" }))).toMatchObject({
      reason: "PERSON_UNKNOWN",
    });
  });
});
