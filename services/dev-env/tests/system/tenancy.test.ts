import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Client, Connection } from "@temporalio/client";
import { connect as connectNats } from "nats";
import { tablesOutsideRowSecurity } from "@mentorship/shared/postgres";
import { SERVICES, withClient } from "../../src/launch/index.ts";
import { type Cast, createCast, startWorld, type World } from "../../src/testing/index.ts";
import { awaitQuiet } from "./contract/row-marks.ts";
import { type Canaries, tellStory } from "./tenancy/canaries.ts";
import { answered, everyAnswer, readNames } from "./tenancy/every-answer.ts";

let world: World;
let cast: Cast;
let canaries: Canaries;

beforeAll(async () => {
  world = await startWorld({ logLevel: "debug" });
  cast = await createCast(world);
  canaries = await tellStory(world, cast);
  await awaitQuiet(world);
}, 180_000);

afterAll(() => world?.stop());

const schemaRows = <Row>(text: string, schema: string): Promise<Row[]> => world.sql<Row>(text, [schema]);

const tenantTables = async (schema: string): Promise<string[]> =>
  (
    await schemaRows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p') and relrowsecurity order by 1`,
      schema,
    )
  ).map(({ name }) => name);

describe.each(SERVICES)("the schema of %s", (schema) => {
  const role = `svc_${schema}`;

  test("has outside row security what the machinery needs, and nothing else that its role can reach", async () => {
    const rows = await schemaRows<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'm', 'v', 'f')
       and not (c.relrowsecurity and c.relforcerowsecurity)
       and has_table_privilege('svc_' || $1, c.oid, 'select, insert, update, delete, truncate') order by 1`,
      schema,
    );
    expect(rows.map(({ name }) => name)).toEqual([...tablesOutsideRowSecurity]);
  });

  test("forces row security on every tenant table, with policies that compare the tenant for reading and writing", async () => {
    const rows = await schemaRows<{ name: string; forced: boolean; commands: string; sound: boolean }>(
      `select c.relname as name, c.relforcerowsecurity as forced, string_agg(p.cmd, ' ' order by p.cmd) as commands,
         bool_and(coalesce(p.qual, p.with_check) = '(tenant_id = NULLIF(current_setting(''app.tenant''::text, true), ''''::text))') as sound
       from pg_class c left join pg_policies p on p.schemaname = $1 and p.tablename = c.relname
       where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity group by 1, 2 order by 1`,
      schema,
    );
    expect(rows.length).toBeGreaterThan(5);
    const sound = { forced: true, commands: "DELETE INSERT SELECT UPDATE", sound: true };
    expect(rows).toEqual(rows.map(({ name }) => ({ name, ...sound })));
  });

  test("begins every key of a tenant table with the tenant", async () => {
    const rows = await schemaRows<{ name: string }>(
      `select i.indexrelid::regclass::text as name from pg_index i
       join pg_class c on c.oid = i.indrelid and c.relnamespace = $1::regnamespace and c.relrowsecurity
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where (i.indisunique or i.indisexclusion) and a.attname <> 'tenant_id' order by 1`,
      schema,
    );
    expect(rows).toEqual([]);
  });

  test("is used by a role that owns nothing, can't get around row security and reaches no other schema", async () => {
    const [found] = await schemaRows(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, exists(select from pg_class where relowner = r.oid) as owns,
         exists(select from pg_auth_members where member = r.oid) as member,
         (select array_agg(nspname::text) from pg_namespace where nspname = any(array['programme', 'matching', 'scheduling', 'conferencing', 'notification'])
           and has_schema_privilege(r.rolname, oid, 'usage')) as schemas,
         (select bool_or(has_schema_privilege(r.rolname, oid, 'create')) from pg_namespace where nspname in ($1, 'public')) as creates
       from pg_roles r where rolname = 'svc_' || $1`,
      schema,
    );
    const nothing = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
    expect(found).toEqual({
      ...nothing,
      rolcanlogin: true,
      owns: false,
      member: false,
      schemas: [schema],
      creates: false,
    });
  });

  test("shows nothing of any tenant table to a query that forgets the tenant, or names another", async () => {
    const tables = await tenantTables(schema);
    const filled = (
      await Promise.all(tables.map((table) => world.sql(`select from ${schema}.${table} limit 1`)))
    ).filter((rows) => rows.length > 0);
    expect(filled.length).toBeGreaterThan(0);
    const seen = await withClient(world.database.urlFor(role), async (client) => {
      const counts: string[] = [];
      for (const tenant of [undefined, "", "t-of-somebody-else"]) {
        if (tenant !== undefined) await client.query("select set_config('app.tenant', $1, false)", [tenant]);
        for (const table of tables) {
          const { rows } = await client.query<{ n: string }>(`select count(*) as n from ${schema}.${table}`);
          if (rows[0]?.n !== "0") counts.push(`${table} as ${tenant ?? "nobody"}: ${rows[0]?.n}`);
        }
      }
      return counts;
    });
    expect(seen).toEqual([]);
  });

  test("lets no row be moved or written into another tenant", async () => {
    const tables = await tenantTables(schema);
    const passed = await withClient(world.database.urlFor(role), async (client) => {
      await client.query("select set_config('app.tenant', $1, false)", [cast.tenantId]);
      const found: string[] = [];
      for (const table of tables) {
        const { rows } = await client.query<{ n: string }>(`select count(*) as n from ${schema}.${table}`);
        if (rows[0]?.n === "0") continue;
        const copy = `insert into ${schema}.${table} select (jsonb_populate_record(t, '{"tenant_id": "t-other"}')).* from ${schema}.${table} t`;
        for (const statement of [`update ${schema}.${table} set tenant_id = 't-other'`, copy]) {
          const code = await client.query(statement).then(
            () => "done",
            (error: { code?: string }) => error.code,
          );
          // Generated columns refuse a copy of whole rows before row security is asked.
          if (code !== "42501" && code !== "428C9") found.push(`${statement}: ${code}`);
        }
      }
      return found;
    });
    expect(passed).toEqual([]);
  });
});

describe("what must be told to nobody", () => {
  const secrets = (): [string, string][] => [
    ["note", canaries.note],
    ["action item", canaries.item],
    ["e-mail address", canaries.email],
    ["agenda", canaries.agenda],
    ...canaries.tokens.map((token): [string, string] => ["token", token]),
    ...canaries.joins.map((join): [string, string] => ["join link", join]),
  ];

  test.each(SERVICES)("stands in no line that %s logs", async (service) => {
    const log = await world.logs(service);
    expect(log.split("\n").filter((line) => line.includes('"rpc"')).length).toBeGreaterThan(0);
    const told = secrets().flatMap(([what, text]) =>
      log.split("\n").flatMap((line) => (line.includes(text) ? [`${what}: ${line}`] : [])),
    );
    expect(told).toEqual([]);
  });

  test("stands in no table but those that are there for it", async () => {
    const columns = await world.sql<{ place: string; expression: string }>(
      `select format('%I.%I', table_schema, table_name) as place,
         string_agg(case data_type when 'bytea' then format('encode(%I, ''escape'')', column_name) else format('%I::text', column_name) end, ', ') as expression
       from information_schema.columns where table_schema = any($1) group by 1 order by 1`,
      [[...SERVICES]],
    );
    const found: string[] = [];
    for (const [what, text] of secrets()) {
      for (const { place, expression } of columns) {
        const rows = await world.sql(
          `select from ${place} where position($1 in concat_ws(' ', ${expression})) > 0 limit 1`,
          [text],
        );
        if (rows.length > 0) found.push(`${what}: ${place}`);
      }
    }
    // The audit keeps values that a person may have erased, and a command's outcome is kept for its repeats.
    expect(found).toEqual([
      "note: scheduling.note",
      "action item: scheduling.action_item",
      "e-mail address: programme.audit_personal",
      "e-mail address: programme.person_record",
      "agenda: scheduling.audit_personal",
      "agenda: scheduling.done_once",
      "agenda: scheduling.session",
    ]);
  });

  test("stands in no answer to anybody but the notes that they may read, whatever they ask", async () => {
    const answers = await everyAnswer(world, cast, canaries);
    const silent = readNames.filter((rpc) => !answered(answers).has(rpc));
    // Nothing is proposed any more in a programme that is active.
    expect(silent).toEqual(["MatchingService/PreviewMatching"]);
    const { both, mentor, admin, outcome } = canaries.notes;
    const seen = (text: string): string[] =>
      answers.filter((answer) => answer.text.includes(text)).map(({ who, rpc }) => `${who} ${rpc}`);
    const byList = (...who: string[]): string[] => who.map((one) => `${one} SchedulingService/ListNotes`);
    expect(seen(both)).toEqual(byList("admin", "mentor", "mentee"));
    expect(seen(mentor)).toEqual(byList("admin", "mentor"));
    expect(seen(admin)).toEqual(byList("admin"));
    expect(seen(outcome)).toEqual(byList("admin", "mentor", "mentee"));
    expect(seen(canaries.item)).toEqual(byList("admin", "mentor", "mentee"));
    expect(seen(canaries.note)).toEqual(byList("admin", "mentor", "mentee"));
  });

  test("stands in no event of the stream", async () => {
    const nats = await connectNats({ servers: world.natsUrl });
    const stream = await (await nats.jetstreamManager()).streams.get("MENTORSHIP");
    const { state } = await stream.info();
    const told: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const { subject, data } = await stream.getMessage({ seq });
      const text = Buffer.from(data).toString("latin1");
      for (const [what, secret] of secrets()) if (text.includes(secret)) told.push(`${what}: ${subject}`);
    }
    await nats.close();
    expect(state.messages).toBeGreaterThan(10);
    expect(told).toEqual([]);
  });

  test("stands in no history of a workflow", async () => {
    const connection = await Connection.connect({ address: world.temporalAddress });
    const client = new Client({ connection, namespace: world.temporalNamespace });
    const told: string[] = [];
    let histories = 0;
    for await (const { workflowId, runId } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      histories += 1;
      // Payloads are bytes; as text they can be searched.
      const text = JSON.stringify(history, (_key, value: unknown) =>
        value instanceof Uint8Array
          ? Buffer.from(value).toString("latin1")
          : typeof value === "bigint"
            ? String(value)
            : value,
      );
      for (const [what, secret] of secrets()) if (text.includes(secret)) told.push(`${what}: ${workflowId}`);
    }
    await connection.close();
    expect(histories).toBeGreaterThan(1);
    expect(told).toEqual([]);
  });
});
