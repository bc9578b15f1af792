import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Slot, freeSlots } from "../src/domain/free-slots.ts";
import { type SlotSide, slotSides } from "../src/domain/slot-zones.ts";
import { formatWallTime } from "../src/domain/time/calendar.ts";
import { MINUTE } from "../src/domain/time/instant.ts";
import { zoneDataVersion } from "../src/domain/time/zone-table.ts";
import { type BenchMentor, FROM, LENGTH_MINUTES, NOW, TO, VIEWER_ZONE, mentorOf } from "./mentors.ts";
import { createReport, loadOf, ms, type Report } from "./report.ts";
import { type Shown, usualSlots } from "./usual-way.ts";

// Free slots against the usual way, in one run: `make bench-slots`. Prints goals with their figures; ends with 1 only where answers differ.

const MENTORS = 500;
const LEAST_TIMES_FASTER = 100;
const MOST_MS = 100;

type Answer = {
  readonly slots: readonly Slot[];
  readonly mentor: readonly SlotSide[];
  readonly viewer: readonly SlotSide[];
};

/** The whole answer to a question about slots: instants, and for both sides what makes wall time, offset and mark of a clock change. */
function answer({ availability, busy }: BenchMentor): Answer {
  const slots = freeSlots({ availability, busy, lengthMinutes: LENGTH_MINUTES, now: NOW, from: FROM, to: TO });
  return { slots, mentor: slotSides(slots, availability.zone), viewer: slotSides(slots, VIEWER_ZONE) };
}

function shown({ slots, mentor, viewer }: Answer): Shown[] {
  return slots.map(({ startsAt, endsAt }, index) => {
    const side = ({ offsetMinutes, clockChangeDay }: SlotSide) =>
      [formatWallTime(startsAt + offsetMinutes * MINUTE), offsetMinutes, clockChangeDay] as const;
    return [startsAt, endsAt, ...side(mentor[index] as SlotSide), ...side(viewer[index] as SlotSide)];
  });
}

const hashOf = (all: readonly (readonly Shown[])[]): string =>
  createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 16);

/** Milliseconds of the middle of so many runs, after some that are not counted. */
function median(runs: number, warmUp: number, work: () => unknown): number {
  const times: number[] = [];
  for (let run = 0; run < warmUp + runs; run += 1) {
    const started = performance.now();
    work();
    if (run >= warmUp) times.push(performance.now() - started);
  }
  return times.sort((one, other) => one - other)[Math.floor(runs / 2)] as number;
}

const mentors = Array.from({ length: MENTORS }, (_, index) => mentorOf(index));
const hashOfAll = (): string => hashOf(mentors.map((mentor) => shown(answer(mentor))));

// Machines that the answer is asked of as well: where they are, and when.
const MACHINES = [
  ["UTC", "2024-02-29T23:59:30Z"],
  ["Pacific/Apia", "2026-03-29T00:59:30Z"],
  ["America/St_Johns", "2026-11-01T04:30:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ["Europe/Berlin", "2026-10-25T00:30:00Z"],
  ["America/Santiago", "2031-12-31T23:59:59Z"],
] as const;

const [mode, day] = process.argv.slice(2);
if (mode === "answer") {
  pretendItIs(Date.parse(day as string));
  process.stdout.write(`${hashOfAll()}\n`);
} else {
  const report = createReport();
  bench(report);
  process.exitCode = report.isRight() ? 0 : 1;
}

function bench({ say, goal, must }: Report): void {
  const cold = performance.now();
  for (const mentor of mentors) answer(mentor);
  const first = performance.now() - cold;
  const count = mentors.reduce((sum, mentor) => sum + answer(mentor).slots.length, 0);
  const one = mentors[0] as BenchMentor;
  const ours = median(2_000, 500, () => answer(one));
  const usual = median(15, 3, () => usualSlots(one));
  const all = median(21, 5, () => {
    for (const mentor of mentors) answer(mentor);
  });
  const weeks = new Date(FROM).toISOString().slice(0, 10);
  say(`slots, four weeks from ${weeks}, Node ${process.versions.node}, zone data ${zoneDataVersion()}, ${loadOf()}`);
  goal(
    `one mentor, ${shown(answer(one)).length} slots: at least ${LEAST_TIMES_FASTER} times as fast as the usual way with luxon`,
    `${ours.toFixed(3)} ms against ${ms(usual)}, ${(usual / ours).toFixed(0)} times`,
    usual / ours >= LEAST_TIMES_FASTER,
  );
  goal(
    `${MENTORS} mentors, ${count} slots: under ${MOST_MS} ms of computing`,
    `${ms(all)}; ${ms(first)} the first time, with the tables of zones to be made`,
    all < MOST_MS,
  );
  const sample = mentors.slice(0, 40);
  const [mine, theirs] = [hashOf(sample.map((mentor) => shown(answer(mentor)))), hashOf(sample.map(usualSlots))];
  must(`both ways answer the same for ${sample.length} mentors in 20 zones: ${mine}`, mine === theirs, theirs);
  const here = hashOfAll();
  const elsewhere = MACHINES.map(([zone, moment]) => `${answerUnder(zone, moment)} in ${zone} at ${moment}`);
  must(
    `the same answer on machines of ${MACHINES.length} zones, each on a day of its own: ${here}`,
    elsewhere.every((hash) => hash.startsWith(`${here} `)),
    elsewhere,
  );
}

function answerUnder(zone: string, moment: string): string {
  const program = [...process.execArgv, fileURLToPath(import.meta.url), "answer", moment];
  return execFileSync(process.execPath, program, { env: { ...process.env, TZ: zone }, encoding: "utf8" }).trim();
}

/** Makes this process take a moment for now, whoever asks. */
function pretendItIs(moment: number): void {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[]) => Reflect.construct(target, args.length === 0 ? [moment] : args) as Date,
    get: (target, key) => (key === "now" ? () => moment : (Reflect.get(target, key) as unknown)),
  });
}
