import { HOUR } from "../tests/stage.ts";
import { type Crowd, connect } from "./crowd.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { loadOf, ms, percentile, type Report } from "./report.ts";
import { bookOne } from "./storms.ts";

const CONNECTIONS = 16;
const LASTS_MS = 6_000;
const MOST_EACH = 500;

/** The whole booking command through the front door: sixteen mentors who each book sessions that nobody else wants. */
export async function benchCommand(
  rehearsal: Rehearsal,
  { stage, clients }: Crowd,
  rows: number,
  report: Report,
): Promise<void> {
  const from = stage.ahead(5 * 24 * HOUR);
  const pairs = await Promise.all(
    clients.slice(0, CONNECTIONS).map(async ({ menteeId }, index) => {
      const id = `teacher-${index}`;
      await stage.person(id);
      const matchId = await stage.match(id, menteeId);
      return { matchId, ...(await connect(rehearsal, stage.tenantId, { role: "mentor", id })) };
    }),
  );
  const times: number[] = [];
  const refused = new Set<string>();
  const started = performance.now();
  await Promise.all(
    pairs.map(async ({ matchId, scheduling }) => {
      for (let place = 0; place < MOST_EACH && performance.now() < started + LASTS_MS; place += 1) {
        const { outcome, took } = await bookOne(scheduling, matchId, from + place * HOUR);
        times.push(took);
        if (outcome !== "ok") refused.add(outcome);
      }
    }),
  );
  const aSecond = (times.length * 1_000) / (performance.now() - started);
  for (const { close } of pairs) close();
  report.say(
    `the whole command, ${CONNECTIONS} connections, beside ${rows} rows: ${aSecond.toFixed(0)} sessions a second, p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))} (${loadOf()})`,
  );
  report.must("all of them are booked", refused.size === 0, [...refused]);
}
