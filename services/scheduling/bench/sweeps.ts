import { databaseUrl, ensureDatabase, migrate, rolePassword, withClient } from "@mentorship/dev-env/launch";
import { createLogger } from "@mentorship/shared/log";
import { closeData, openData } from "@mentorship/shared/postgres";
import type { SweepContext } from "../src/context.ts";
import type { SchedulingTables } from "../src/store/tables.ts";
import { sweepDueSessions } from "../src/sweep/sweep-due-sessions.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { loadOf, ms, percentile, type Report } from "./report.ts";

const DUE = 10_000;
const WAITING = 50_000;
const SWEEPERS = 4;
const MOST_IDLE_MS = 5;
const MOST_DUE_MS = 1_000;
const DATABASE = "bench_sweep";

/** The minute sweep of what is due: of nothing, of ten thousand sessions whose reminder was left behind, and by four sweepers at once. */
export async function benchSweeps(rehearsal: Rehearsal, report: Report): Promise<void> {
  const adminUrl = rehearsal.platform.databaseUrl;
  await ensureDatabase(adminUrl, DATABASE);
  await migrate({ adminUrl, database: DATABASE, password: rolePassword(), services: ["scheduling"] });
  const url = databaseUrl(adminUrl, { database: DATABASE });
  const run = (text: string) =>
    withClient(url, async (client) => (await client.query(text)).rows as Record<string, unknown>[]);
  await prepare(run);
  const sweepers = Array.from({ length: SWEEPERS }, () =>
    openSweeper(databaseUrl(url, { role: "svc_scheduling", password: rolePassword() })),
  );
  try {
    const [one] = sweepers as [SweepContext, ...SweepContext[]];
    report.say(`the minute sweep, ${WAITING} sessions waiting, ${loadOf()}`);
    const idle: number[] = [];
    for (let turn = 0; turn < 55; turn += 1) idle.push((await timed(() => sweepDueSessions(one))).took);
    const warm = idle.slice(5);
    const figure = `median ${ms(percentile(warm, 0.5))}, p99 ${ms(percentile(warm, 0.99))} (${loadOf()})`;
    report.goal(`nothing due: under ${MOST_IDLE_MS} ms`, figure, percentile(warm, 0.5) < MOST_IDLE_MS);

    await makeDue(run, "first");
    const first = await timed(() => sweepDueSessions(one));
    report.goal(`${DUE} due: under ${MOST_DUE_MS} ms`, `${ms(first.took)} (${loadOf()})`, first.took < MOST_DUE_MS);
    report.must("each of them is dealt with", first.answer === DUE, first.answer);
    await requireOnce(run, "first", report);

    await makeDue(run, "second");
    const four = await timed(() => Promise.all(sweepers.map(sweepDueSessions)));
    report.say(
      `${SWEEPERS} sweepers at once, ${DUE} due: ${ms(four.took)}, shares ${four.answer.join(", ")} (${loadOf()})`,
    );
    const shares = four.answer.reduce((sum, share) => sum + share, 0);
    report.must("together they deal with each once", shares === DUE, four.answer);
    await requireOnce(run, "second", report);
  } finally {
    for (const { data } of sweepers) await closeData(data);
  }
}

type Run = (text: string) => Promise<Record<string, unknown>[]>;

function openSweeper(url: string): SweepContext {
  const log = createLogger("scheduling", { level: "error" });
  return { data: openData<SchedulingTables>({ url }, "scheduling", log), log, config: { sweepSeconds: 60 } };
}

const PROGRAMME = "00000000-0000-4000-8000-000000000001";

async function prepare(run: Run): Promise<void> {
  await run(
    `insert into scheduling.tenant (id, version, zone, front_end_url, test) values ('sweep', 1, 'UTC', 'https://front.example', false)`,
  );
  await run(`insert into scheduling.programme_facts (tenant_id, id, name, state, version, self_booking, no_show_grace_seconds, late_cancel_seconds)
    values ('sweep', '${PROGRAMME}', 'Spring', 'active', 1, true, 600, 86400)`);
  await makeSessions(run, "waiting", WAITING, "interval '3 days'", "interval '2 days'");
}

/** Sessions of a kind, each of two people of its own, that begin so far ahead and have something due so far ahead. */
async function makeSessions(run: Run, kind: string, count: number, startsIn: string, dueIn: string): Promise<void> {
  await run(`with made as (
      insert into scheduling.session (tenant_id, id, programme_id, match_id, title, agenda, objectives, materials, modality, notes_visible_to,
        state, starts_at, ends_at, zone, local_start, zone_data_version, schedule_version, version, time_set_at, booked_by, link_state,
        link_version, outcome_pending_told)
      select 'sweep', md5('${kind} ' || n)::uuid, '${PROGRAMME}', md5('match ' || n)::uuid, 'A talk', '', '[]', '[]', 'chat', 'both',
        'scheduled', now() + ${startsIn}, now() + ${startsIn} + interval '45 minutes', 'UTC',
        to_char((now() + ${startsIn}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI'), '-', 1, 1, now() - interval '9 days', 'bench', 'none', 0, false
      from generate_series(1, ${count}) as n returning id, starts_at, ends_at, match_id)
    insert into scheduling.session_participant (tenant_id, session_id, person_id, role, match_id, during, active)
    select 'sweep', id, role || ' of ' || id, role, match_id, tstzrange(starts_at, ends_at), true
    from made cross join (values ('mentor'), ('mentee')) as side(role)`);
  await run(`insert into scheduling.due (tenant_id, kind, id, due_at)
    select 'sweep', 'session', md5('${kind} ' || n)::uuid::text, now() + ${dueIn} from generate_series(1, ${count}) as n`);
  await run("vacuum analyze");
}

/** Sessions of tomorrow whose reminder of the day before nobody has sent for ten seconds. */
const makeDue = (run: Run, kind: string): Promise<void> =>
  makeSessions(run, kind, DUE, "interval '20 hours'", "- interval '10 seconds'");

async function requireOnce(run: Run, kind: string, report: Report): Promise<void> {
  const of = `(select md5('${kind} ' || n)::uuid from generate_series(1, ${DUE}) as n)`;
  const [told] = await run(`select count(*)::int as notices, count(distinct (session_id, person_id))::int as people
    from scheduling.notice_sent where session_id in ${of}`);
  const [events] = await run(
    `select count(*)::int as events from scheduling.audit_entry where action = 'session.reminder_24h' and entity_id in (select id::text from ${of} as of(id))`,
  );
  const found = { ...told, ...events };
  const isOnce = found["notices"] === 2 * DUE && found["people"] === 2 * DUE && found["events"] === DUE;
  report.must(`${2 * DUE} people are reminded, once each`, isOnce, found);
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly took: number }> {
  const started = performance.now();
  const answer = await work();
  return { answer, took: performance.now() - started };
}
