import type { World } from "../../../src/testing/index.ts";

/** Each table that holds tenants' rows, and the outboxes: how many rows, and a sum over their contents. */
export type RowMarks = Readonly<Record<string, string>>;

const SCHEMAS = ["programme", "matching", "scheduling", "conferencing", "notification"];

/** The marks of all five schemas now. Two that are equal mean that nothing was written, changed or removed in between. */
export async function markRows(world: World): Promise<RowMarks> {
  const tables = await world.sql<{ name: string; outbox: boolean }>(
    `select format('%I.%I', n.nspname, c.relname) as name, c.relname = 'outbox' as outbox
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'r' and (c.relrowsecurity or c.relname = 'outbox') order by 1`,
    [SCHEMAS],
  );
  const parts = tables.map(({ name, outbox }) => {
    // The relay marks rows of the outbox when it has published them.
    const content = outbox ? "''" : "coalesce(sum(hashtext(t::text)::numeric), 0)::text";
    return `select '${name}' as name, count(*)::text || ' ' || ${content} as mark from ${name} t`;
  });
  const rows = await world.sql<{ name: string; mark: string }>(parts.join(" union all "));
  return Object.fromEntries(rows.map(({ name, mark }) => [name, mark]));
}

const QUIET_MS = 800;

/** Waits until every event is published and no row has changed for a while, and answers the marks then. */
export async function awaitQuiet(world: World): Promise<RowMarks> {
  let last = "";
  let since = performance.now();
  return world.settle(
    async () => {
      const waiting = SCHEMAS.map((schema) => `select count(*) as n from ${schema}.outbox where published_at is null`);
      const [sum] = await world.sql<{ n: string }>(`select sum(n) as n from (${waiting.join(" union all ")}) as each`);
      const marks = await markRows(world);
      const text = JSON.stringify(marks) + sum?.n;
      if (text !== last) since = performance.now();
      last = text;
      return Number(sum?.n) === 0 && performance.now() - since > QUIET_MS ? marks : undefined;
    },
    { timeoutMs: 60_000, what: "a platform on which nothing moves" },
  );
}
