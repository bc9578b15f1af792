import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Insertable, type Selectable, sql } from "kysely";
import type { FinancialStatusName, Person, PutPerson } from "../domain/person.ts";
import type { PersonRecordTable, Tables } from "./tables.ts";

/**
 * Writes the people whose version is newer than the one held, in one statement; each id at most once. Answers those that were
 * written. Rows are taken in the order of ids, so that two writers never wait for each other in a circle.
 */
export async function putPeople(trx: Trx<Tables>, people: readonly Person[]): Promise<PutPerson[]> {
  if (people.length === 0) return [];
  const rows = people.map((person) => rowFromPerson(trx.tenantId, person));
  const { rows: written } = await sql<{ id: string; old_version: number | null; old_suspended: boolean | null }>`
    insert into person_record
    select e.* from jsonb_populate_recordset(null::person_record, ${JSON.stringify(rows)}::jsonb) as e
    order by e.id
    on conflict (tenant_id, id) do update set
      version = excluded.version, display_name = excluded.display_name, email = excluded.email, zone = excluded.zone,
      canonical_zone = excluded.canonical_zone, department = excluded.department, batch_year = excluded.batch_year,
      bio_short = excluded.bio_short, personal_link = excluded.personal_link, suspended = excluded.suspended,
      financial_status = excluded.financial_status
    where person_record.version < excluded.version
    returning new.id, old.version as old_version, old.suspended as old_suspended`.execute(trx.sql);
  const byId = new Map(people.map((person) => [person.id, person]));
  return written.flatMap((row) => {
    const person = byId.get(row.id);
    if (!person) return [];
    const { old_version: version, old_suspended: suspended } = row;
    return [{ person, before: version === null || suspended === null ? null : { version, suspended } }];
  });
}

/** Undefined: not in the directory. */
export async function findPerson(db: Db<Tables>, id: string): Promise<Person | undefined> {
  const row = await db.sql
    .selectFrom("person_record")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && personFromRow(row);
}

/** What may be shown of a person, and their tags and bio in a programme by role. */
export interface Profile {
  readonly person: Person;
  readonly mentor: { readonly tags: readonly string[]; readonly bioShort: string } | null;
  readonly mentee: { readonly tags: readonly string[]; readonly bioShort: string } | null;
}

type ProfileRow = Selectable<PersonRecordTable> & {
  mentor_tags: string[] | null;
  mentor_bio: string;
  mentee_tags: string[] | null;
  mentee_bio: string;
};

/** The people of these ids who are in the directory. Without a programme no applications are looked at. */
export async function profilesOf(
  db: Db<Tables>,
  ids: readonly string[],
  programmeId: string | undefined,
): Promise<Profile[]> {
  const { rows } = await sql<ProfileRow>`
    select r.*, g.tags as mentor_tags, g.bio_short as mentor_bio, l.tags as mentee_tags, l.bio_short as mentee_bio
    from person_record r
    left join application g on g.tenant_id = r.tenant_id and g.programme_id = ${programmeId ?? null}::uuid
      and g.person_id = r.id and g.role = 'MENTOR'
    left join application l on l.tenant_id = r.tenant_id and l.programme_id = ${programmeId ?? null}::uuid
      and l.person_id = r.id and l.role = 'MENTEE'
    where r.tenant_id = ${db.tenantId} and r.id = any(${ids}::text[])`.execute(db.sql);
  return rows.map((row) => ({
    person: personFromRow(row),
    mentor: row.mentor_tags && { tags: row.mentor_tags, bioShort: row.mentor_bio },
    mentee: row.mentee_tags && { tags: row.mentee_tags, bioShort: row.mentee_bio },
  }));
}

/** The names of the people of these ids, by id. */
export async function namesOf(db: Db<Tables>, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; display_name: string }>`
    select id, display_name from person_record
    where tenant_id = ${db.tenantId} and id = any(${ids}::text[])`.execute(db.sql);
  return new Map(rows.map((row) => [row.id, row.display_name]));
}

const rowFromPerson = (tenantId: string, person: Person): Insertable<PersonRecordTable> => ({
  tenant_id: tenantId,
  id: person.id,
  version: person.version,
  display_name: person.displayName,
  email: person.email,
  zone: person.zone,
  canonical_zone: person.canonicalZone,
  department: person.department,
  batch_year: person.batchYear,
  bio_short: person.bioShort,
  personal_link: person.personalLink,
  suspended: person.suspended,
  financial_status: person.financialStatus,
});

/** The only crossing from a row to a person. */
export const personFromRow = (row: Selectable<PersonRecordTable>): Person => ({
  id: row.id,
  version: row.version,
  displayName: row.display_name,
  email: row.email,
  zone: row.zone,
  canonicalZone: row.canonical_zone,
  department: row.department,
  batchYear: row.batch_year,
  bioShort: row.bio_short,
  personalLink: row.personal_link,
  suspended: row.suspended,
  financialStatus: row.financial_status as FinancialStatusName,
});
