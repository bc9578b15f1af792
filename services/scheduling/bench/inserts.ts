import { databaseUrl, rolePassword, withClient } from "@mentorship/dev-env/launch";
import { BARE, fillMillion, ROWS, SPARE, SPARE_SESSIONS } from "./million-rows.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { loadOf, type Report } from "./report.ts";

const CONNECTIONS = 16;
const ROUNDS = 4;
const ROUND_MS = 2_000;
const SLICE = 20;
const LEAST_SHARE = 0.75;

const TABLES = { guarded: "session_participant", bare: BARE } as const;

type Connection = Parameters<Parameters<typeof withClient>[1]>[0];

/**
 * How fast participants are inserted at a million rows, with the constraint and without, in turn, as the service's own role. The loops run
 * in the server, two participants a transaction: clients would be slower than what is measured.
 */
export async function benchInserts(
  rehearsal: Rehearsal,
  of: { readonly tenantId: string; readonly programmeId: string },
  report: Report,
): Promise<void> {
  const started = performance.now();
  await fillMillion(rehearsal, of.tenantId, of.programmeId);
  const filled = ((performance.now() - started) / 1_000).toFixed(0);
  report.say(
    `participant inserts, ${CONNECTIONS} connections, from ${ROWS} rows on (filled twice in ${filled} s, ${loadOf()})`,
  );
  const url = databaseUrl(rehearsal.platform.databaseUrl, { role: "svc_scheduling", password: rolePassword() });
  const done = { guarded: 0, bare: 0 };
  await withClients(url, CONNECTIONS, async (clients) => {
    for (const client of clients) {
      await client.query("set search_path = scheduling, public");
      await client.query("select set_config('app.tenant', $1, false)", [of.tenantId]);
    }
    for (const [commit, name] of [
      ["on", "each commit on disk"],
      ["off", "no commit waiting for the disk"],
    ] as const) {
      for (const client of clients) await client.query(`set synchronous_commit = ${commit}`);
      const rates = { guarded: 0, bare: 0 };
      for (let round = 0; round < ROUNDS; round += 1) {
        // By turns the one first and the other: a machine that grows busier favours neither.
        const order = round % 2 === 0 ? (["guarded", "bare"] as const) : (["bare", "guarded"] as const);
        for (const which of order) rates[which] += (await insertInto(TABLES[which], clients, done, which)) / ROUNDS;
      }
      const share = rates.guarded / rates.bare;
      report.goal(
        `${name}: at least ${LEAST_SHARE} × the rows a second of the same table without the constraint`,
        `${rates.guarded.toFixed(0)} against ${rates.bare.toFixed(0)}, ${share.toFixed(2)} × (${loadOf()})`,
        share >= LEAST_SHARE,
      );
    }
  });
  report.must("no spare session was wanting", Math.max(done.guarded, done.bare) <= SPARE, done);
}

/** Inserts from all connections for a while; answers the rows a second. */
async function insertInto(
  table: string,
  clients: readonly Connection[],
  done: { guarded: number; bare: number },
  which: keyof typeof done,
): Promise<number> {
  const before = done[which];
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < started + ROUND_MS && done[which] + SLICE <= SPARE) {
        const from = done[which];
        done[which] += SLICE;
        await client.query(insertSlice(table, from));
      }
    }),
  );
  return ((done[which] - before) * 2 * 1_000) / (performance.now() - started);
}

const insertSlice = (table: string, from: number): string => `do $$
  declare one record;
  begin
    for one in select * from ${SPARE_SESSIONS} where place > ${from} and place <= ${from + SLICE} loop
      insert into ${table} (tenant_id, session_id, person_id, role, match_id, during, active)
        select current_setting('app.tenant'), one.id, person, role, one.id,
          tstzrange(one.starts_at, one.starts_at + interval '45 minutes'), true
        from (values ('mentor', one.mentor), ('mentee', one.mentee)) as side(role, person);
      commit;
    end loop;
  end $$`;

/** So many connections at once, all closed afterwards. */
function withClients<T>(
  url: string,
  count: number,
  use: (clients: readonly Connection[]) => Promise<T>,
  open: readonly Connection[] = [],
): Promise<T> {
  if (count === 0) return use(open);
  return withClient(url, (client) => withClients(url, count - 1, use, [...open, client]));
}
