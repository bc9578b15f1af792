import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { tablesOutsideRowSecurity } from "@mentorship/shared/postgres";
import { newTenant, openProbe, type Probe, type ProbeContext } from "./probe.ts";

let probe: Probe;
let ctx: ProbeContext;

beforeAll(async () => {
  probe = await openProbe({ nats: false });
  ctx = probe.context();
});
afterAll(() => probe.close());

test("the tables that a service's role can reach outside row security are exactly the machinery's", async () => {
  const rows = await probe.sql<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'programme'::regnamespace and c.relkind in ('r', 'p', 'm', 'v', 'f')
     and not (c.relrowsecurity and c.relforcerowsecurity)
     and has_table_privilege('svc_programme', c.oid, 'select, insert, update, delete') order by 1`,
  );
  expect(rows.map((row) => row.name)).toEqual([...tablesOutsideRowSecurity]);
});

test("every tenant table has policies that compare its tenant for reading and writing", async () => {
  const rows = await probe.sql<{ tablename: string; commands: string; sound: boolean }>(
    `select tablename, string_agg(cmd, ' ' order by cmd) as commands,
       bool_and(coalesce(qual, with_check) = '(tenant_id = NULLIF(current_setting(''app.tenant''::text, true), ''''::text))') as sound
     from pg_policies where schemaname = 'programme' group by 1 order by 1`,
  );
  const names = ["audit_entry", "audit_head", "audit_personal", "done_once", "item", "person"];
  expect(rows).toEqual(names.map((tablename) => ({ tablename, commands: "DELETE INSERT SELECT UPDATE", sound: true })));
});

test("every unique key begins with the tenant, but for the tenant list and the relay's own state", async () => {
  const rows = await probe.sql<{ name: string; first: string }>(
    `select i.indrelid::regclass::text as name, a.attname as first from pg_index i
     join pg_class c on c.oid = i.indrelid and c.relnamespace = 'programme'::regnamespace and c.relname not like '%migration%'
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indisunique order by 1`,
  );
  const others = rows.filter((row) => row.first !== "tenant_id");
  expect(others).toEqual([
    { name: "relay_state", first: "stream" },
    { name: "tenant", first: "id" },
  ]);
});

test("the service's role owns nothing and can't get around row security", async () => {
  const [role] = await probe.sql(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, exists(select from pg_class where relowner = r.oid) as owns
     from pg_roles r where rolname = 'svc_programme'`,
  );
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: false });
});

test("a service can't read another service's schema", async () => {
  await expect(ctx.data.pool.query("select * from scheduling.outbox")).rejects.toMatchObject({ code: "42501" });
});

test.each([
  ["update audit_entry set action = 'other'"],
  ["delete from audit_entry"],
  ["truncate audit_entry"],
  ["delete from audit_head"],
  ["update audit_personal set value = 'other'"],
  ["alter table audit_entry disable row level security"],
  ["drop policy tenant_read on item"],
])("a service may not: %s", async (statement) => {
  await ctx.data.pool.query("select set_config('app.tenant', $1, false)", [newTenant()]);
  await expect(ctx.data.pool.query(statement)).rejects.toMatchObject({ code: "42501" });
});

test("values come back as what the rows hold", async () => {
  const { rows } = await ctx.data.pool.query(
    `select 9007199254740991::int8 as big, array[1, 2]::int8[] as bigs, '2026-03-01'::date as day,
       tstzrange('2026-03-01T10:00Z', '2026-03-01T11:00Z') as during, tstzrange(null, '2026-03-01T11:00Z') as open,
       tstzrange('2026-03-01T10:00Z', '2026-03-01T10:00Z') as empty, '2026-03-01T10:00:00.123456Z'::timestamptz as at`,
  );
  expect(rows[0]).toEqual({
    big: 9007199254740991,
    bigs: [1, 2],
    day: "2026-03-01",
    during: { start: new Date("2026-03-01T10:00Z"), end: new Date("2026-03-01T11:00Z") },
    open: { start: null, end: new Date("2026-03-01T11:00Z") },
    empty: null,
    at: new Date("2026-03-01T10:00:00.123Z"),
  });
  await expect(ctx.data.pool.query("select 9007199254740993::int8")).rejects.toThrow("without loss");
});
