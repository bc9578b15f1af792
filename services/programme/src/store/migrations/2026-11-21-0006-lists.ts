import { type Kysely, sql } from "kysely";

/** What lists are searched and ordered by. Row security lets an index be used only by what leaks nothing: stored keys, no function calls. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function fold_text(given text) returns text language sql immutable strict parallel safe
    return casefold(given collate pg_catalog.pg_unicode_fast)`.execute(db);
  await addPersonKeys(db);
  await addProgrammeKeys(db);
  await sql`alter table application
    add column bio_key text not null generated always as (fold_text(bio_short)) stored`.execute(db);
}

async function addPersonKeys(db: Kysely<unknown>): Promise<void> {
  await sql`alter table person_record
    add column name_key text collate "C" not null generated always as (fold_text(display_name)) stored,
    add column search_key text not null
      generated always as (fold_text(display_name || chr(31) || email || chr(31) || id)) stored,
    add column batch_key int4 not null generated always as (-coalesce(batch_year, 0)) stored`.execute(db);
  // Rows that are there have their keys. The trigger gives new ones theirs: a version that knows nothing of keys writes whole rows.
  await sql`alter table person_record alter column name_key drop expression, alter column search_key drop expression,
    alter column batch_key drop expression`.execute(db);
  await sql`create function person_record_keys() returns trigger language plpgsql set search_path from current as $$ begin
    new.name_key := fold_text(new.display_name);
    new.search_key := fold_text(new.display_name || chr(31) || new.email || chr(31) || new.id);
    new.batch_key := -coalesce(new.batch_year, 0);
    return new;
  end $$`.execute(db);
  await sql`create trigger person_record_keys before insert or update on person_record
    for each row execute function person_record_keys()`.execute(db);
  await sql`create index person_record_name on person_record (tenant_id, name_key, id)`.execute(db);
  await sql`create index person_record_batch on person_record (tenant_id, batch_key, id)`.execute(db);
  await sql`create index person_record_department on person_record (tenant_id, department, name_key, id)`.execute(db);
  await sql`create index person_record_suspended on person_record (tenant_id, name_key, id) where suspended`.execute(
    db,
  );
}

async function addProgrammeKeys(db: Kysely<unknown>): Promise<void> {
  await sql`alter table programme
    add column name_key text collate "C" not null generated always as (fold_text(name)) stored,
    add column starts_key timestamptz(3) not null generated always as (coalesce(starts_at, 'infinity')) stored`.execute(
    db,
  );
  await sql`create index programme_name on programme (tenant_id, name_key, id)`.execute(db);
  await sql`create index programme_start on programme (tenant_id, starts_key, id)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table application drop column bio_key`.execute(db);
  await sql`alter table programme drop column name_key, drop column starts_key`.execute(db);
  await sql`drop trigger person_record_keys on person_record`.execute(db);
  await sql`alter table person_record drop column name_key, drop column search_key, drop column batch_key`.execute(db);
  await sql`drop function person_record_keys(), fold_text(text)`.execute(db);
}
