import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { grantToService, tenantTable } from "./tenant-table.ts";

/** The tables that every service has, each in its own schema. */
export const machineryMigrations: Readonly<Record<string, Migration>> = {
  "2026_11_21_0001_machinery": { up: createMachinery, down: dropMachinery },
  "2026_11_21_0002_append_lines": { up: createAppendLines, down: dropAppendLines },
  "2026_11_21_0003_bulk_events": { up: createBulk, down: dropBulk },
};

async function createMachinery(db: Kysely<unknown>): Promise<void> {
  await createOutside(db);
  await createAdmission(db);
  await createAudit(db);
}

async function createOutside(db: Kysely<unknown>): Promise<void> {
  await sql`create table tenant (
    id text primary key, version int8 not null, zone text not null, front_end_url text not null, test boolean not null,
    clock_offset_ms int8 not null default 0, clock_version int8 not null default 0)`.execute(db);
  await sql`create table outbox (
    tenant_id text not null, event_id text not null, position int8 not null generated always as identity,
    subject text not null, type text not null, payload bytea not null, occurred_at timestamptz not null, trace_id text not null,
    created_at timestamptz not null default now(), published_at timestamptz, stream_sequence int8,
    primary key (tenant_id, event_id))`.execute(db);
  await sql`create index outbox_unpublished on outbox (position) where published_at is null`.execute(db);
  await sql`create index outbox_waiting_of_tenant on outbox (tenant_id) where published_at is null`.execute(db);
  await sql`create index outbox_sequence on outbox (tenant_id, stream_sequence)`.execute(db);
  await sql`create index outbox_age on outbox using brin (created_at)`.execute(db);
  await sql`create table inbox (
    tenant_id text not null, consumer text not null, event_id text not null, type text not null,
    state text not null check (state in ('failed', 'applied', 'done', 'refused', 'dead')),
    attempts int4 not null default 0, reason text, received_at timestamptz not null default now(), settled_at timestamptz,
    primary key (tenant_id, consumer, event_id))`.execute(db);
  await sql`create index inbox_age on inbox using brin (received_at)`.execute(db);
  await sql`create table dead_letter (
    tenant_id text not null, consumer text not null, event_id text not null, subject text not null, payload bytea not null,
    reason text not null, attempts int4 not null, dead_at timestamptz not null default now(), replayed_at timestamptz,
    primary key (tenant_id, consumer, event_id))`.execute(db);
  await sql`create table due (
    tenant_id text not null, kind text not null, id text not null, due_at timestamptz not null, claimed_until timestamptz,
    primary key (tenant_id, kind, id))`.execute(db);
  await sql`create index due_at on due (due_at)`.execute(db);
  await sql`create index due_of_tenant on due (tenant_id, due_at)`.execute(db);
  await sql`create table relay_state (stream text primary key, created text not null)`.execute(db);
  for (const table of ["tenant", "outbox", "inbox", "dead_letter", "due", "relay_state"]) {
    await grantToService(db, table, ["select", "insert", "update", "delete"]);
  }
}

async function createAdmission(db: Kysely<unknown>): Promise<void> {
  await sql`create table person (
    tenant_id text not null, id text not null, version int8 not null, suspended boolean not null, zone text not null,
    primary key (tenant_id, id))`.execute(db);
  await tenantTable(db, "person");
  await sql`create table done_once (
    tenant_id text not null, kind text not null check (kind in ('request', 'event', 'step')), scope text not null, key text not null,
    body_hash text not null, outcome text, created_at timestamptz not null default now(),
    primary key (tenant_id, kind, scope, key))`.execute(db);
  await sql`create index done_once_age on done_once (tenant_id, created_at)`.execute(db);
  await tenantTable(db, "done_once");
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await sql`create table audit_entry (
    tenant_id text not null, chain text not null check (chain in ('changes', 'reads')), sequence int8 not null,
    occurred_at timestamptz not null, actor_kind text not null, actor_id text not null, action text not null,
    entity_type text not null, entity_id text not null, before jsonb, after jsonb, cause text not null, hash text not null,
    primary key (tenant_id, chain, sequence))`.execute(db);
  await sql`create index audit_entry_time on audit_entry (tenant_id, occurred_at, chain, sequence)`.execute(db);
  await sql`create index audit_entry_entity on audit_entry (tenant_id, entity_type, entity_id, occurred_at)`.execute(
    db,
  );
  await tenantTable(db, "audit_entry", { grants: ["select", "insert"] });
  await sql`create table audit_head (
    tenant_id text not null, chain text not null, sequence int8 not null, hash text not null,
    primary key (tenant_id, chain))`.execute(db);
  await tenantTable(db, "audit_head", { grants: ["select", "insert", "update"] });
  await sql`create table audit_personal (
    tenant_id text not null, person_id text not null, hash text not null, salt text not null, value text not null,
    primary key (tenant_id, person_id, hash))`.execute(db);
  await tenantTable(db, "audit_personal", { grants: ["select", "insert", "delete"] });
  await createAppend(db);
}

// One round trip, so that the head stays locked no longer than the appending itself.
async function createAppend(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_append(of_tenant text, of_chain text, entries json) returns void language plpgsql as $$
    declare
      entry json;
      seq int8;
      prev text;
    begin
      select h.sequence, h.hash into seq, prev from audit_head h where h.tenant_id = of_tenant and h.chain = of_chain for update;
      if not found then
        insert into audit_head values (of_tenant, of_chain, 0, '') on conflict do nothing;
        select h.sequence, h.hash into seq, prev from audit_head h where h.tenant_id = of_tenant and h.chain = of_chain for update;
      end if;
      for entry in select value from json_array_elements(entries) loop
        seq := seq + 1;
        prev := encode(sha256(convert_to(prev || E'\n' || seq || E'\n' || (entry ->> 'facts'), 'UTF8')), 'hex');
        insert into audit_entry values (
          of_tenant, of_chain, seq, (entry ->> 'occurred_at')::timestamptz, entry ->> 'actor_kind', entry ->> 'actor_id',
          entry ->> 'action', entry ->> 'entity_type', entry ->> 'entity_id', nullif((entry -> 'before')::jsonb, 'null'),
          nullif((entry -> 'after')::jsonb, 'null'), entry ->> 'cause', prev);
      end loop;
      update audit_head h set sequence = seq, hash = prev where h.tenant_id = of_tenant and h.chain = of_chain;
    end $$`.execute(db);
}

async function dropMachinery(db: Kysely<unknown>): Promise<void> {
  await sql`drop function audit_append(text, text, json)`.execute(db);
  await sql`drop table audit_personal, audit_head, audit_entry, done_once, person, relay_state, due, dead_letter, inbox, outbox, tenant`.execute(
    db,
  );
}

// The entry's columns come from the very text that is hashed. One statement for all entries: a statement each took four times as long.
async function createAppendLines(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_append(of_tenant text, of_chain text, facts text[]) returns void language plpgsql as $$
    declare
      line text;
      first int8;
      prev text;
      seq int8;
      hashes text[] := '{}';
    begin
      select h.sequence, h.hash into first, prev from audit_head h where h.tenant_id = of_tenant and h.chain = of_chain for update;
      if not found then
        insert into audit_head values (of_tenant, of_chain, 0, '') on conflict do nothing;
        select h.sequence, h.hash into first, prev from audit_head h where h.tenant_id = of_tenant and h.chain = of_chain for update;
      end if;
      seq := first;
      foreach line in array facts loop
        seq := seq + 1;
        prev := encode(sha256(convert_to(prev || E'\\n' || seq || E'\\n' || line, 'UTF8')), 'hex');
        hashes := array_append(hashes, prev);
      end loop;
      insert into audit_entry
      select of_tenant, of_chain, first + entry.place, f.occurred_at, f.actor_kind, f.actor_id, f.action, f.entity_type, f.entity_id,
        f.before, f.after, f.cause, entry.hash
      from unnest(facts, hashes) with ordinality as entry(line, hash, place),
        json_to_record(entry.line::json) as f(occurred_at timestamptz, actor_kind text, actor_id text, action text, entity_type text,
          entity_id text, before jsonb, after jsonb, cause text);
      update audit_head h set sequence = seq, hash = prev where h.tenant_id = of_tenant and h.chain = of_chain;
    end $$`.execute(db);
}

async function dropAppendLines(db: Kysely<unknown>): Promise<void> {
  await sql`drop function audit_append(text, text, text[])`.execute(db);
}

async function createBulk(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox add column bulk boolean not null default false`.execute(db);
  await sql`drop index outbox_unpublished`.execute(db);
  await sql`create index outbox_unpublished on outbox (position) where published_at is null and not bulk`.execute(db);
  await sql`create index outbox_unpublished_bulk on outbox (position) where published_at is null and bulk`.execute(db);
}

async function dropBulk(db: Kysely<unknown>): Promise<void> {
  await sql`drop index outbox_unpublished_bulk, outbox_unpublished`.execute(db);
  await sql`create index outbox_unpublished on outbox (position) where published_at is null`.execute(db);
  await sql`alter table outbox drop column bulk`.execute(db);
}
