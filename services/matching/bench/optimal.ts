import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type MatcherInput, match } from "../src/domain/matcher/index.ts";
import { cohort } from "../tests/domain/matcher-data.ts";
import { median, ms, print, tellGoal, tellSame, timed } from "./figures.ts";
import type { Assigned } from "./seat-matrix.ts";

// The optimal matcher beside `linear-sum-assignment`, given a column for each seat and the scores ready in a matrix.

const runs = 9;
const goal = 10;
/** The other way is ended when it takes longer, and the figure is then "at least". */
const mostMs = 90_000;

/** What the package comes to in a thread of its own, or null when that takes longer than it may. */
async function assign(input: MatcherInput): Promise<Assigned | null> {
  const worker = new Worker(new URL("./seat-matrix.ts", import.meta.url), { workerData: input });
  const giveUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    // The first message says that the matrix is made: from here on it counts.
    await once(worker, "message", { signal: AbortSignal.timeout(mostMs) });
    timer = setTimeout(() => giveUp.abort(), mostMs);
    const [assigned] = (await once(worker, "message", { signal: giveUp.signal })) as [Assigned];
    return assigned;
  } catch (error) {
    if (giveUp.signal.aborted) return null;
    throw error;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

async function compare(mentors: number, mentees: number): Promise<void> {
  const input: MatcherInput = { ...cohort(1, mentors, mentees), strategy: "OPTIMAL" };
  const { totalScore, totalScoreBound, proposals } = match(input);
  const own = Array.from({ length: runs }, () => timed(() => match(input)));
  const wall = median(own.map((one) => one.wall));
  const cpu = median(own.map((one) => one.cpu));
  const size = `${mentors.toLocaleString("en")} mentors × ${mentees.toLocaleString("en")} mentees`;
  print(`  ${size}: ${proposals.length} proposals, total ${totalScore}`);
  print(`    matcher, the proof and digests included: median of ${runs} ${ms(wall)}, CPU ${ms(cpu)}`);
  const other = await assign(input);
  const took = other?.wall ?? mostMs;
  const ended = other ? `CPU ${ms(other.cpu)}` : "not ended by then";
  print(`    linear-sum-assignment, its matrix of seats made before: ${ms(took)}, ${ended}`);
  const times = took / wall;
  const byCpu = other ? ` (by CPU time ${Math.round(other.cpu / cpu)} ×)` : "";
  tellGoal(`at least ${goal} ×`, `${other ? "" : "at least "}${Math.round(times)} ×${byCpu}`, times >= goal);
  if (other) tellSame("total of the scores", totalScore, other.total);
  tellSame("total and the bound that the prices prove", totalScore, totalScoreBound ?? -1);
}

print("Optimal, the same people, 1 to 20 seats");
await compare(200, 1000);
await compare(1000, 5000);
