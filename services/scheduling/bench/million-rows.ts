import { withClient } from "@mentorship/dev-env/launch";
import type { Rehearsal } from "./rehearsal.ts";

export const ROWS = 1_000_000;
/** Sessions whose people's time is still to be taken. */
export const SPARE = 100_000;
export const SPARE_SESSIONS = "spare_session";
export const BARE = "participant_without_constraint";

// Three hundred days back, an hour apart for each mentor and each mentee: nobody overlaps, and none of it is ever due.
const SESSIONS = `select n, md5('session ' || n)::uuid as id, 'mentor-' || n % 2000 as mentor, 'mentee-' || n % 20000 as mentee,
    date_trunc('hour', now()) - interval '300 days' + n / 2000 * interval '1 hour' as starts_at
  from generate_series(0, ${ROWS / 2 + SPARE - 1}) as n`;

/**
 * Fills the table of participants with a million rows of one tenant, and a second table that is the same but for the exclusion constraint,
 * in the same order.
 */
export async function fillMillion(rehearsal: Rehearsal, tenantId: string, programmeId: string): Promise<void> {
  await withClient(rehearsal.platform.databaseUrl, async (client) => {
    const run: Run = (text) => client.query(text);
    await run("set maintenance_work_mem = '256MB'");
    await run("set search_path = scheduling, public");
    await run("set synchronous_commit = off");
    await run(`create temp table wanted as ${SESSIONS}`);
    await run(`insert into session (tenant_id, id, programme_id, match_id, title, agenda, objectives, materials, modality, notes_visible_to,
        state, starts_at, ends_at, zone, local_start, zone_data_version, schedule_version, version, time_set_at, booked_by, link_state,
        link_version, outcome_pending_told)
      select '${tenantId}', id, '${programmeId}', id, 'A talk', '', '[]', '[]', 'chat', 'both', 'completed', starts_at,
        starts_at + interval '45 minutes', 'UTC', to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI'), '-', 1, 1, starts_at,
        mentor, 'none', 0, true from wanted`);
    await run(`create table ${BARE} (like session_participant including all)`);
    const { rows: exclusions } = await run(
      `select conname from pg_constraint where conrelid = '${BARE}'::regclass and contype = 'x'`,
    );
    for (const { conname } of exclusions as { conname: string }[]) {
      await run(`alter table ${BARE} drop constraint "${conname}"`);
    }
    await run(`alter table ${BARE} add foreign key (tenant_id, of_session) references session (tenant_id, id),
      add foreign key (tenant_id, of_hold) references slot_hold (tenant_id, id)`);
    await run(`alter table ${BARE} enable row level security, force row level security`);
    const mine = "tenant_id = nullif(current_setting('app.tenant', true), '')";
    await run(`create policy tenant_insert on ${BARE} for insert with check (${mine})`);
    await run(`create policy tenant_read on ${BARE} for select using (${mine})`);
    await run(`grant select, insert, update, delete on ${BARE} to svc_scheduling`);
    for (const table of ["session_participant", BARE]) await fill(run, table, tenantId);
    await run(`create table ${SPARE_SESSIONS} as
      select row_number() over (order by n) as place, id, mentor, mentee, starts_at from wanted where n >= ${ROWS / 2}`);
    await run(`create unique index on ${SPARE_SESSIONS} (place)`);
    await run(`grant select on ${SPARE_SESSIONS} to svc_scheduling`);
    await run("vacuum analyze session");
    await run("vacuum analyze session_participant");
    await run(`vacuum analyze ${BARE}`);
  });
}

type Run = (text: string) => Promise<{ readonly rows: unknown[] }>;

/** Inserts the million without indexes and constraints, and makes these anew afterwards: a tenth of the time. */
async function fill(run: Run, table: string, tenantId: string): Promise<void> {
  const { rows } =
    await run(`select conname as name, 'alter table ${table} drop constraint "' || conname || '"' as drop,
      'alter table ${table} add constraint "' || conname || '" ' || pg_get_constraintdef(oid) as make
    from pg_constraint where conrelid = '${table}'::regclass and contype in ('x', 'p', 'f')
    union all
    select indexrelid::regclass::text, 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
    from pg_index where indrelid = '${table}'::regclass
      and not exists(select from pg_constraint where conindid = indexrelid and contype in ('x', 'p'))`);
  const parts = rows as { readonly name: string; readonly drop: string; readonly make: string }[];
  for (const part of parts) await run(part.drop);
  await run(`insert into ${table} (tenant_id, session_id, person_id, role, match_id, during, active)
    select '${tenantId}', id, person, role, id, tstzrange(starts_at, starts_at + interval '45 minutes'), true
    from wanted cross join lateral (values ('mentor', mentor), ('mentee', mentee)) as side(role, person)
    where n < ${ROWS / 2} order by n`);
  for (const part of parts) await run(part.make);
}
