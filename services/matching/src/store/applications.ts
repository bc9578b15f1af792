import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { ApplicationRole, ApplicationState, MatchingTables } from "./tables.ts";

/** What was heard of an application. `maxMentees` is 0 for a mentee. */
export interface ApplicationFact {
  readonly programmeId: string;
  readonly personId: string;
  readonly role: ApplicationRole;
  readonly state: ApplicationState;
  readonly maxMentees: number;
  readonly version: number;
}

const keyOf = (fact: ApplicationFact): string => `${fact.programmeId} ${fact.role} ${fact.personId}`;

/** Keeps what was heard of applications, and the seats of mentors; older versions than those kept are ignored. */
export async function putApplications(trx: Trx<MatchingTables>, facts: readonly ApplicationFact[]): Promise<void> {
  const newest = new Map<string, ApplicationFact>();
  for (const fact of facts) {
    if (fact.version > (newest.get(keyOf(fact))?.version ?? -1)) newest.set(keyOf(fact), fact);
  }
  if (newest.size === 0) return;
  const rows = JSON.stringify([...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact));
  await sql`
    with heard as (
      select * from json_to_recordset(${rows}::json)
        as h("programmeId" uuid, "personId" text, role text, state text, "maxMentees" int4, version int8)),
    newer as (
      insert into application_facts as f (tenant_id, programme_id, person_id, role, state, version)
      select ${trx.tenantId}, "programmeId", "personId", role, state, version from heard
      on conflict (tenant_id, programme_id, role, person_id) do update
        set state = excluded.state, version = excluded.version where excluded.version > f.version
      returning f.programme_id, f.person_id, f.role)
    insert into mentor_seat as s (tenant_id, programme_id, mentor_id, max_mentees)
    select ${trx.tenantId}, n.programme_id, n.person_id, h."maxMentees"
    from newer n join heard h on h."programmeId" = n.programme_id and h."personId" = n.person_id and h.role = n.role
    where n.role = 'MENTOR' order by n.programme_id, n.person_id
    on conflict (tenant_id, programme_id, mentor_id) do update set max_mentees = excluded.max_mentees`.execute(trx.sql);
}

/** Somebody whom a run read of. `maxMentees` is 0 for a mentee. */
export type LoadedPerson = Pick<ApplicationFact, "personId" | "role" | "state" | "maxMentees">;

/** Makes the rows of people of whom no event has come yet, so that whoever writes about them has a row to lock. Others stay. */
export async function rememberLoaded(
  trx: Trx<MatchingTables>,
  programmeId: string,
  people: readonly LoadedPerson[],
): Promise<void> {
  const rows = JSON.stringify(people);
  const loaded = sql`json_to_recordset(${rows}::json) as l("personId" text, role text, state text, "maxMentees" int4)`;
  await sql`
    insert into application_facts (tenant_id, programme_id, person_id, role, state, version)
    select ${trx.tenantId}, ${programmeId}::uuid, "personId", role, state, 0 from ${loaded} order by role, "personId" collate "C"
    on conflict do nothing`.execute(trx.sql);
  await sql`
    insert into mentor_seat (tenant_id, programme_id, mentor_id, max_mentees)
    select ${trx.tenantId}, ${programmeId}::uuid, "personId", "maxMentees" from ${loaded}
    where role = 'MENTOR' order by "personId" collate "C" on conflict do nothing`.execute(trx.sql);
}

/** Loaded people of whom events say something else than the run read: left, paused, or with other seats. */
export async function findDisagreeing(
  db: Db<MatchingTables>,
  programmeId: string,
  people: readonly LoadedPerson[],
): Promise<{ personId: string; role: ApplicationRole }[]> {
  const { rows } = await sql<{ personId: string; role: ApplicationRole }>`
    select f.person_id as "personId", f.role
    from json_to_recordset(${JSON.stringify(people)}::json) as l("personId" text, role text, "maxMentees" int4)
    join application_facts f on f.tenant_id = ${db.tenantId} and f.programme_id = ${programmeId} and f.role = l.role
      and f.person_id = l."personId"
    left join mentor_seat s on f.role = 'MENTOR' and s.tenant_id = ${db.tenantId} and s.programme_id = ${programmeId}
      and s.mentor_id = f.person_id
    where f.state in ('PAUSED', 'WITHDRAWN') or (f.role = 'MENTOR' and s.max_mentees <> l."maxMentees")`.execute(
    db.sql,
  );
  return rows;
}

/** Mentees among these who take part, held so until the transaction ends. Sorted locking: no two transactions wait in a circle. */
export async function holdMentees(
  trx: Trx<MatchingTables>,
  programmeId: string,
  menteeIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ person_id: string; state: ApplicationState }>`
    select person_id, state from application_facts
    where tenant_id = ${trx.tenantId} and programme_id = ${programmeId} and role = 'MENTEE' and person_id = any(${[...menteeIds]}::text[])
    order by person_id for share`.execute(trx.sql);
  return new Set(rows.filter((row) => row.state !== "WITHDRAWN").map((row) => row.person_id));
}

/** Lets nobody write a proposal for this person until the transaction ends. */
export async function lockApplicationsOf(trx: Trx<MatchingTables>, personId: string): Promise<void> {
  await sql`select 1 from application_facts where tenant_id = ${trx.tenantId} and person_id = ${personId}
    order by programme_id, role for update`.execute(trx.sql);
}

/** Whether an application takes part by what was heard last. */
export async function takesPart(
  db: Db<MatchingTables>,
  key: Pick<ApplicationFact, "programmeId" | "personId" | "role">,
): Promise<boolean> {
  const row = await db.sql
    .selectFrom("application_facts")
    .select("state")
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", key.programmeId)
    .where("person_id", "=", key.personId)
    .where("role", "=", key.role)
    .executeTakeFirst();
  return row !== undefined && row.state !== "PAUSED" && row.state !== "WITHDRAWN";
}
