import { Modality } from "@mentorship/client/v1";
import { refusalOf } from "../tests/refusals.ts";
import { startAt } from "../tests/rpc/requests.ts";
import { HOUR, MINUTE, type Scheduling, type Stage } from "../tests/stage.ts";
import type { Client, Crowd } from "./crowd.ts";
import { loadOf, ms, percentile, type Report } from "./report.ts";

const ROUNDS = 20;
const MOST_P99_MS = 500;

/** How one of many bookings ended: `ok` or the reason, for which start, after how long. */
type Ended = { readonly outcome: string; readonly at: number; readonly took: number };

/** Books as each of the clients at the same moment, and waits for all. */
async function storm(clients: readonly Client[], startOf: (index: number) => number): Promise<Ended[]> {
  return Promise.all(
    clients.map(async ({ scheduling, matchId }, index) => {
      const at = startOf(index);
      return bookOne(scheduling, matchId, at);
    }),
  );
}

/** Books a session of the default length. */
export async function bookOne(scheduling: Scheduling, matchId: string, at: number): Promise<Ended> {
  const started = performance.now();
  const order = {
    requestId: crypto.randomUUID(),
    matchId,
    start: startAt(at),
    modality: Modality.CHAT,
    title: "A talk",
  };
  const { code, reason } = await refusalOf(scheduling.bookSession(order, { timeoutMs: 29_000 }));
  return { outcome: code === "ok" ? "ok" : reason || code, at, took: performance.now() - started };
}

/** Everybody wants one slot, twenty times over; then slots that overlap each other. */
export async function benchStorms({ stage, clients }: Crowd, report: Report): Promise<void> {
  const firstAt = stage.ahead(3 * 24 * HOUR);
  report.say(`${clients.length} clients, each on a connection of their own, through the front door, ${loadOf()}`);
  const p99s: number[] = [];
  const all: number[] = [];
  const counts: Record<string, number> = {};
  const winners: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ended = await storm(clients, () => firstAt + round * HOUR);
    for (const { outcome } of ended) counts[outcome] = (counts[outcome] ?? 0) + 1;
    winners.push(ended.filter((one) => one.outcome === "ok").length);
    const times = ended.map((one) => one.took);
    p99s.push(percentile(times, 0.99));
    all.push(...times);
  }
  report.must(
    `one slot, ${ROUNDS} times: one winner each`,
    winners.every((count) => count === 1),
    winners,
  );
  const lost = ROUNDS * (clients.length - 1);
  report.must("everybody else is told SLOT_TAKEN", counts["SLOT_TAKEN"] === lost, counts);
  const [p50, p99] = [percentile(all, 0.5), percentile(all, 0.99)];
  report.goal(
    `p99 of all ${all.length} answers under ${MOST_P99_MS} ms`,
    `${ms(p99)}; p50 ${ms(p50)}; p99 of a round ${ms(Math.min(...p99s))} to ${ms(Math.max(...p99s))}, median ${ms(percentile(p99s, 0.5))} (${loadOf()})`,
    p99 < MOST_P99_MS,
  );
  await staggered(stage, clients, firstAt + (ROUNDS + 2) * HOUR, report);
}

async function staggered(stage: Stage, clients: readonly Client[], from: number, report: Report): Promise<void> {
  const times: number[] = [];
  const kinds = new Set<string>();
  let isWhole = true;
  for (let round = 0; round < 5; round += 1) {
    const ended = await storm(clients, (index) => from + round * 8 * HOUR + (index % 16) * 15 * MINUTE);
    const won = ended.filter((one) => one.outcome === "ok").map((one) => one.at);
    isWhole &&= ended.every((one) => won.some((at) => Math.abs(at - one.at) < 45 * MINUTE));
    for (const { outcome, took } of ended) {
      kinds.add(outcome);
      times.push(took);
    }
  }
  report.say(
    `sixteen starts a quarter of an hour apart, 5 times: p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))} (${loadOf()})`,
  );
  report.must(
    "each wins or is told SLOT_TAKEN",
    [...kinds].every((kind) => kind === "ok" || kind === "SLOT_TAKEN"),
    [...kinds],
  );
  report.must("nobody loses to nobody: each lost start overlaps one that was won", isWhole, undefined);
  await requireNoOverlap(stage, report);
}

/** Counts anew in the rows whether anybody is in two places at once. */
export async function requireNoOverlap(stage: Stage, report: Report): Promise<void> {
  const found = await stage.rows(
    `with coming as materialized (
       select * from scheduling.session_participant where tenant_id = $1 and active and lower(during) > now())
     select a.person_id, a.during, b.during as other from coming a
     join coming b on a.person_id = b.person_id and a.session_id < b.session_id and a.during && b.during limit 5`,
  );
  report.must("nobody is in two sessions at once, by the rows", found.length === 0, found);
}
