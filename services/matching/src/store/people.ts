import type { Db } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { MatchingTables } from "./tables.ts";

/** The suspended ones among these people. */
export async function suspendedAmong(db: Db<MatchingTables>, personIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from person
    where tenant_id = ${db.tenantId} and id = any(${[...personIds]}::text[]) and suspended`.execute(db.sql);
  return new Set(rows.map((row) => row.id));
}

/** The suspended ones of these people, by what was heard of each or by what its owner has just said, whichever is newer. */
export async function newestSuspended(
  db: Db<MatchingTables>,
  learnt: readonly { readonly personId: string; readonly version: bigint; readonly suspended: boolean }[],
): Promise<Set<string>> {
  const ids = learnt.map(({ personId }) => personId);
  const { rows } = await sql<{
    id: string;
    version: number;
    suspended: boolean;
  }>`select id, version, suspended from person
    where tenant_id = ${db.tenantId} and id = any(${ids}::text[])`.execute(db.sql);
  const heard = new Map(rows.map((row) => [row.id, row]));
  const newest = learnt.map((said) => {
    const known = heard.get(said.personId);
    return { id: said.personId, suspended: known && known.version > said.version ? known.suspended : said.suspended };
  });
  return new Set(newest.filter(({ suspended }) => suspended).map(({ id }) => id));
}

/** Mentors among these who take part: not paused and not withdrawn. Those of whom nothing was heard take part. */
export async function mentorsTakingPart(
  db: Db<MatchingTables>,
  programmeId: string,
  mentorIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ person_id: string }>`select person_id from application_facts
    where tenant_id = ${db.tenantId} and programme_id = ${programmeId} and role = 'MENTOR'
      and person_id = any(${[...mentorIds]}::text[]) and state in ('PAUSED', 'WITHDRAWN')`.execute(db.sql);
  const away = new Set(rows.map((row) => row.person_id));
  return new Set(mentorIds.filter((id) => !away.has(id)));
}
