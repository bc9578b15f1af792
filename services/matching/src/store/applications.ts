import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { ApplicationRole, ApplicationState } from "../domain/application.ts";
import type { MatchingTables } from "./tables.ts";

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
  for (let from = 0; from < people.length; from += rowsPerStatement) {
    const part = people.slice(from, from + rowsPerStatement);
    await sql`
      insert into application_facts (tenant_id, programme_id, person_id, role, state, version)
      select ${trx.tenantId}, ${programmeId}::uuid, l.id, l.role, l.state, 0 from ${loadedRows(part)}
      where not exists (select from application_facts f where f.tenant_id = ${trx.tenantId} and f.programme_id = ${programmeId}
        and f.role = l.role and f.person_id = l.id)
      order by l.role, l.id collate "C" on conflict do nothing`.execute(trx.sql);
    await sql`
      insert into mentor_seat (tenant_id, programme_id, mentor_id, max_mentees)
      select ${trx.tenantId}, ${programmeId}::uuid, l.id, l.max from ${loadedRows(part.filter(({ role }) => role === "MENTOR"))}
      where not exists (select from mentor_seat s where s.tenant_id = ${trx.tenantId} and s.programme_id = ${programmeId}
        and s.mentor_id = l.id)
      order by l.id collate "C" on conflict do nothing`.execute(trx.sql);
  }
}

// One statement's work stays far below its time limit, however large a cohort is.
const rowsPerStatement = 5_000;

const loadedRows = (people: readonly LoadedPerson[]) => sql`unnest(
  ${people.map(({ personId }) => personId)}::text[], ${people.map(({ role }) => role)}::text[],
  ${people.map(({ state }) => state)}::text[], ${people.map(({ maxMentees }) => maxMentees)}::int4[]) as l(id, role, state, max)`;

/** Loaded people of whom events say something else than the run read: left, paused, or with other seats. */
export async function findDisagreeing(
  db: Db<MatchingTables>,
  programmeId: string,
  people: readonly LoadedPerson[],
): Promise<{ personId: string; role: ApplicationRole }[]> {
  const { rows } = await sql<{ personId: string; role: ApplicationRole; maxMentees: number | null; away: boolean }>`
    select f.person_id as "personId", f.role, s.max_mentees as "maxMentees", f.state in ('PAUSED', 'WITHDRAWN') as away
    from application_facts f
    left join mentor_seat s on f.role = 'MENTOR' and s.tenant_id = f.tenant_id and s.programme_id = f.programme_id
      and s.mentor_id = f.person_id
    where f.tenant_id = ${db.tenantId} and f.programme_id = ${programmeId}
      and (f.role = 'MENTOR' or f.state in ('PAUSED', 'WITHDRAWN'))`.execute(db.sql);
  const loaded = new Map(people.map(({ role, personId, maxMentees }) => [`${role} ${personId}`, maxMentees]));
  return rows.flatMap(({ personId, role, maxMentees, away }) => {
    const read = loaded.get(`${role} ${personId}`);
    const differs = read !== undefined && (away || (maxMentees !== null && maxMentees !== read));
    return differs ? [{ personId, role }] : [];
  });
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

/** The applications of the two sides of a pair, held until the transaction ends: who pauses or withdraws meanwhile waits. */
export async function holdPair(
  trx: Trx<MatchingTables>,
  { programmeId, mentorId, menteeId }: { programmeId: string; mentorId: string; menteeId: string },
): Promise<Record<ApplicationRole, ApplicationState | undefined>> {
  const { rows } = await sql<{ role: ApplicationRole; state: ApplicationState }>`
    select role, state from application_facts
    where tenant_id = ${trx.tenantId} and programme_id = ${programmeId}
      and (role, person_id) in (('MENTEE', ${menteeId}), ('MENTOR', ${mentorId}))
    order by role for share`.execute(trx.sql);
  const of = (role: ApplicationRole) => rows.find((row) => row.role === role)?.state;
  return { MENTOR: of("MENTOR"), MENTEE: of("MENTEE") };
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
