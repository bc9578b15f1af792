import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTestDatabase, type TestDatabase } from "@mentorship/dev-env/testing";
import { systemCall } from "@mentorship/shared/call";
import { createLogger } from "@mentorship/shared/log";
import { closeData, type Data, openData, sqlState, transact, type Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import { putApplications } from "../../src/store/applications.ts";
import type { MatchingTables } from "../../src/store/tables.ts";

let database: TestDatabase;
let data: Data<MatchingTables>;

beforeAll(async () => {
  database = await createTestDatabase(["matching"]);
  data = openData({ url: database.urlFor("svc_matching") }, "matching", createLogger("matching", { level: "silent" }));
}, 60_000);

afterAll(async () => {
  await closeData(data);
  await database.drop();
});

/** Changes rows as the service's own role, in a tenant of its own. */
const within = <R>(tenantId: string, body: (trx: Trx<MatchingTables>) => Promise<R>): Promise<R> =>
  transact({ data }, systemCall(tenantId, "test", { kind: "step", workflowId: "test", step: randomUUID() }), body);

const programmeId = randomUUID();
const seatsFor = (tenantId: string, mentorId: string, maxMentees: number, version = 1) =>
  within(tenantId, (trx) =>
    putApplications(trx, [{ programmeId, personId: mentorId, role: "MENTOR", state: "APPROVED", maxMentees, version }]),
  );
const insertMatch = (tenantId: string, mentorId: string, ...menteeIds: string[]) =>
  within(tenantId, (trx) =>
    sql`insert into match (tenant_id, id, programme_id, mentor_id, mentee_id, state, score_billionths, reasons, run_id, proposed_at, version)
      select ${tenantId}, gen_random_uuid(), ${programmeId}::uuid, ${mentorId}, m, 'PROPOSED', 1, '{}', ${programmeId}::uuid, now(), 1
      from unnest(${menteeIds}::text[]) as m`.execute(trx.sql),
  );
const end = (tenantId: string, menteeId: string) =>
  within(tenantId, (trx) =>
    sql`update match set state = 'TERMINATED', ended_at = now(), end_reason = 'SUSPENDED', version = version + 1
      where tenant_id = ${tenantId} and mentee_id = ${menteeId}`.execute(trx.sql),
  );
const taken = async (tenantId: string, mentorId: string) =>
  (
    await database.sql<{ taken: number }>(
      "select taken from matching.mentor_seat where tenant_id = $1 and mentor_id = $2",
      [tenantId, mentorId],
    )
  )[0]?.taken;
const constraintOf = async (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => sqlState(error).constraint,
  );

describe("whoever writes a match", () => {
  test("no mentor gets more matches than seats, and nothing of the statement stays", async () => {
    await seatsFor("t1", "m", 2);
    expect(await constraintOf(insertMatch("t1", "m", "a", "b", "c"))).toBe("mentor_seat_free");
    expect(await taken("t1", "m")).toBe(0);
    await insertMatch("t1", "m", "a", "b");
    expect(await taken("t1", "m")).toBe(2);
    expect(await constraintOf(insertMatch("t1", "m", "c"))).toBe("mentor_seat_free");
  });

  test("a mentor whose seats are unknown gets nobody", async () => {
    expect(await constraintOf(insertMatch("t2", "stranger", "a"))).toBe("mentor_seat_free");
  });

  test("an end gives the seat back, and the mentee may be matched again", async () => {
    await seatsFor("t3", "m", 1);
    await insertMatch("t3", "m", "a");
    await end("t3", "a");
    expect(await taken("t3", "m")).toBe(0);
    await insertMatch("t3", "m", "a");
    expect(await taken("t3", "m")).toBe(1);
  });

  test("a mentee has at most one live match in a programme", async () => {
    await seatsFor("t4", "m", 5);
    await seatsFor("t4", "n", 5);
    await insertMatch("t4", "m", "a");
    expect(await constraintOf(insertMatch("t4", "n", "a"))).toBe("match_one_live_per_mentee");
  });

  test("an ended match stays ended, and nobody is matched with themselves", async () => {
    await seatsFor("t5", "m", 5);
    await insertMatch("t5", "m", "a");
    await end("t5", "a");
    const revive = within("t5", (trx) =>
      sql`update match set state = 'PROPOSED', ended_at = null, end_reason = null where tenant_id = 't5'`.execute(
        trx.sql,
      ),
    );
    expect(await constraintOf(revive)).toBe("match_final");
    expect(await constraintOf(insertMatch("t5", "m", "m"))).toBe("match_self_pair");
  });

  test("a lowering below what is taken ends nothing and stops what comes after it", async () => {
    await seatsFor("t6", "m", 3);
    await insertMatch("t6", "m", "a", "b");
    await seatsFor("t6", "m", 1, 2);
    expect(await taken("t6", "m")).toBe(2);
    expect(await constraintOf(insertMatch("t6", "m", "c"))).toBe("mentor_seat_free");
  });

  test("facts of an older version change neither state nor seats", async () => {
    await seatsFor("t7", "m", 3, 5);
    await seatsFor("t7", "m", 1, 4);
    await insertMatch("t7", "m", "a", "b", "c");
    expect(await taken("t7", "m")).toBe(3);
  });

  test("sixteen writers who want one seat get it once", async () => {
    await seatsFor("t8", "m", 1);
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, n) => constraintOf(insertMatch("t8", "m", `mentee-${n}`))),
    );
    expect(outcomes.filter((outcome) => outcome === "none")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "mentor_seat_free")).toHaveLength(15);
    expect(await taken("t8", "m")).toBe(1);
  });
});

test("every table of this schema that holds a tenant's rows is under forced row security", async () => {
  const rows = await database.sql<{ relname: string }>(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'matching' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
  );
  const machinery = ["dead_letter", "due", "inbox", "outbox", "relay_state", "tenant"];
  const open = rows.map(({ relname }) => relname).filter((name) => !name.includes("migration"));
  expect(open).toEqual(machinery);
});

test("rows of another tenant are invisible to the service's role", async () => {
  await seatsFor("t9", "m", 1);
  await insertMatch("t9", "m", "a");
  const seen = await within("t10", (trx) => sql<{ n: number }>`select count(*) as n from match`.execute(trx.sql));
  expect(seen.rows[0]?.n).toBe(0);
});
