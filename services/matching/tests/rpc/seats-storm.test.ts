import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MatchRunMode, MatchRunPhase } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { type Cohort, makeCohort, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
  await noteInserts();
}, 120_000);
afterAll(() => world?.stop());

const mentors = Array.from({ length: 6 }, (_, n) => `mentor-${n}`);
const mentees = Array.from({ length: 24 }, (_, n) => `mentee-${String(n).padStart(2, "0")}`);
/** How long a busy machine may take for a run among all the others. */
const patient = { timeoutMs: 60_000 };
const live = "state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED')";

/** Has the database note of every insert of a match how many live ones mentor and mentee have with it, and the limit of that moment. */
async function noteInserts(): Promise<void> {
  await world.sql("create schema storm");
  await world.sql("create table storm.inserted (tenant_id text, mentor_live int4, mentee_live int4, max_mentees int4)");
  await world.sql(`create function storm.note() returns trigger language plpgsql security definer as $$
    begin
      insert into storm.inserted
      select i.tenant_id,
        (select count(*) from matching.match m where m.tenant_id = i.tenant_id and m.programme_id = i.programme_id
          and m.mentor_id = i.mentor_id and m.${live}),
        (select count(*) from matching.match m where m.tenant_id = i.tenant_id and m.programme_id = i.programme_id
          and m.mentee_id = i.mentee_id and m.${live}),
        s.max_mentees
      from inserted i join matching.mentor_seat s using (tenant_id, programme_id, mentor_id);
      return null;
    end $$`);
  await world.sql(`create trigger zz_noted after insert on matching.match referencing new table as inserted
    for each statement execute function storm.note()`);
}

/** A generator of whole numbers below a bound that gives the same row for the same seed. */
function dice(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

interface Storm {
  readonly cohort: Cohort;
  readonly roll: (bound: number) => number;
  /** How often each answer was given. */
  readonly answers: Map<string, number>;
  /** Whether the runs are over, and with them the storm. */
  readonly over: () => boolean;
}

/** Does something again and again while the storm lasts, at most so often. */
async function keepOn(storm: Storm, atMost: number, work: () => Promise<void>): Promise<void> {
  for (let n = 0; n < atMost && !storm.over(); n += 1) await work();
}

async function told({ answers }: Storm, verb: string, call: Promise<unknown>): Promise<void> {
  const { code, reason } = await refusalOf(call);
  const answer = `${verb} ${reason || code}`;
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
}

async function runs(storm: Storm, times: number): Promise<void> {
  const { matching, programmeId } = storm.cohort;
  for (let n = 0; n < times; n += 1) {
    const mode = n % 2 === 0 ? MatchRunMode.ADDITIVE : MatchRunMode.REPLACE_PROPOSED;
    const { run } = await matching.runMatching({ requestId: requestId(), programmeId, mode });
    await world.settle(async () => {
      const { run: now } = await matching.getMatchRun({ runId: run?.runId ?? "" });
      return now?.phase === MatchRunPhase.FINISHED;
    }, patient);
  }
}

function pairings(storm: Storm, atMost: number): Promise<void> {
  const { matching, programmeId } = storm.cohort;
  return keepOn(storm, atMost, async () => {
    const mentorId = mentors[storm.roll(mentors.length)] ?? "";
    const menteeId = mentees[storm.roll(mentees.length)] ?? "";
    await told(storm, "pair", matching.createMatch({ requestId: requestId(), programmeId, mentorId, menteeId }));
  });
}

function answersAndEnds(storm: Storm, atMost: number): Promise<void> {
  const { cohort, roll } = storm;
  return keepOn(storm, atMost, async () => {
    const open = await world.sql<{ id: string; mentor_id: string; state: string }>(
      `select id, mentor_id, state from matching.match where tenant_id = $1 and ${live} order by id`,
      [cohort.id],
    );
    const match = open[roll(Math.max(1, open.length))];
    if (!match) return;
    const request = { requestId: requestId(), matchId: match.id };
    const mentor = await cohort.as(match.mentor_id, "mentor");
    const wish = roll(4);
    if (wish === 0) await told(storm, "decline", mentor.declineMatch(request));
    else if (wish === 1) await told(storm, "accept", mentor.acceptMatch(request));
    else await told(storm, "terminate", cohort.matching.terminateMatch(request));
  });
}

function seatChanges(storm: Storm, atMost: number): Promise<void> {
  const { programme, applications, id } = storm.cohort;
  return keepOn(storm, atMost, async () => {
    const applicationId = applications.get(mentors[storm.roll(mentors.length)] ?? "") ?? "";
    const [row] = await world.sql<{ version: number | string }>(
      "select version from programme.application where tenant_id = $1 and id = $2",
      [id, applicationId],
    );
    const change = { applicationId, version: BigInt(row?.version ?? 0), maxMentees: 1 + storm.roll(5) };
    await told(storm, "seats", programme.updateApplication({ requestId: requestId(), ...change }));
  });
}

/** Waits until both services say the same of every seat and every match. */
const calm = (cohort: Cohort) =>
  world.settle(async () => {
    const [row] = await world.sql<{ apart: number }>(
      `select (select count(*) from programme.application a join matching.mentor_seat s
          on s.tenant_id = a.tenant_id and s.programme_id = a.programme_id and s.mentor_id = a.person_id
          where a.tenant_id = $1 and a.role = 'MENTOR' and a.max_mentees <> s.max_mentees)::int4
        + (select count(*) from matching.match m left join programme.match_row r on r.tenant_id = m.tenant_id and r.id = m.id
          where m.tenant_id = $1 and r.version is distinct from m.version)::int4 as apart`,
      [cohort.id],
    );
    return row?.apart === 0;
  }, patient);

const expected = new Set([
  ...["none", "MENTEE_HAS_MATCH", "PAIR_BARRED", "NO_FREE_SEAT"].map((answer) => `pair ${answer}`),
  ...["decline", "accept"].flatMap((verb) => [`${verb} none`, `${verb} MATCH_STATE`]),
  "terminate none",
  "terminate MATCH_STATE",
  "seats none",
  "seats STALE_VERSION",
]);

test("runs, pairings, ends and changed seats at once: never a match too many, and in the end no seat empty that somebody fits", async () => {
  const seed = Number(process.env.MENTORSHIP_TEST_SEED ?? randomInt(2 ** 31));
  const cohort = await makeCohort(
    world,
    mentors.map((id) => ({ id, seats: 3 })),
    mentees.map((id) => ({ id })),
  );
  let over = false;
  const storms = Array.from({ length: 6 }, (_, n): Storm => {
    return { cohort, roll: dice(seed + n), answers: new Map(), over: () => over };
  });
  const [a, b, c, d, e, f] = storms as [Storm, Storm, Storm, Storm, Storm, Storm];
  const stormed = runs(a, 5).finally(() => {
    over = true;
  });
  await Promise.all([
    stormed,
    pairings(b, 100),
    pairings(c, 100),
    answersAndEnds(d, 40),
    answersAndEnds(e, 40),
    seatChanges(f, 60),
  ]);
  const answers = storms.flatMap((storm) => [...storm.answers.keys()]);
  expect({ seed, odd: answers.filter((answer) => !expected.has(answer)) }).toEqual({ seed, odd: [] });
  expect(answers).toContain("pair none");

  const noted = await world.sql<{ mentor_live: number; mentee_live: number; max_mentees: number }>(
    "select mentor_live, mentee_live, max_mentees from storm.inserted where tenant_id = $1",
    [cohort.id],
  );
  expect(noted.length).toBeGreaterThan(mentees.length / 2);
  const tooMany = noted.filter((each) => each.mentor_live > each.max_mentees || each.mentee_live !== 1);
  expect({ seed, tooMany }).toEqual({ seed, tooMany: [] });

  await calm(cohort);
  await cohort.run();
  await calm(cohort);
  const wrong = await world.sql(
    `select s.mentor_id, s.taken from matching.mentor_seat s where s.tenant_id = $1 and s.taken <> (
      select count(*) from matching.match m where m.tenant_id = s.tenant_id and m.programme_id = s.programme_id
        and m.mentor_id = s.mentor_id and m.${live})`,
    [cohort.id],
  );
  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  const waste = await world.sql(
    `select s.mentor_id, a.person_id as mentee_id from matching.mentor_seat s
      join matching.application_facts a on a.tenant_id = s.tenant_id and a.programme_id = s.programme_id and a.role = 'MENTEE'
      where s.tenant_id = $1 and s.taken < s.max_mentees
      and not exists (select from matching.match m where m.tenant_id = $1 and m.mentee_id = a.person_id and m.${live})
      and not exists (select from matching.match m where m.tenant_id = $1 and m.mentee_id = a.person_id
        and m.mentor_id = s.mentor_id and (m.end_reason like 'DECLINED%' or m.end_reason like 'TERMINATED%'))`,
    [cohort.id],
  );
  expect({ seed, waste }).toEqual({ seed, waste: [] });
}, 240_000);
