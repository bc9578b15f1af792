import { digestOutput, type MatcherInput, matchGreedy } from "../src/domain/matcher/index.ts";
import { cohort } from "../tests/domain/matcher-data.ts";
import { median, ms, print, tellGoal, tellSame, timed } from "./figures.ts";
import { matchByPairObjects } from "./pair-objects.ts";

// The greedy matcher beside the obvious way, on the same people, in the same process.

const warmUps = 10;
const runs = 31;
const goal = 100;

function byPairObjects(input: MatcherInput): string {
  const { proposals, leftOver } = matchByPairObjects(input);
  return digestOutput(proposals, leftOver);
}

function compare(name: string, input: MatcherInput): void {
  const first = timed(() => matchGreedy(input));
  for (let run = 1; run < warmUps; run++) matchGreedy(input);
  const warm = Array.from({ length: runs }, () => timed(() => matchGreedy(input)));
  const wall = median(warm.map((one) => one.wall));
  const cpu = median(warm.map((one) => one.cpu));
  const obvious = timed(() => byPairObjects(input));
  const { proposals, leftOver, outputDigest } = first.result;
  print(`  ${name}: ${proposals.length} proposals, ${leftOver.length} left over`);
  print(`    matcher: first ${ms(first.wall)}, warm median of ${runs} ${ms(wall)}, CPU ${ms(cpu)}, digests included`);
  print(
    `    every pair as an object, ${input.capacityBasis === "LIVE" ? "in a heap" : "sorted"}: ${ms(obvious.wall)}, CPU ${ms(obvious.cpu)}`,
  );
  const times = obvious.wall / wall;
  tellGoal(
    `at least ${goal} ×`,
    `${Math.round(times)} × (by CPU time ${Math.round(obvious.cpu / cpu)} ×)`,
    times >= goal,
  );
  tellSame("digest of the output", outputDigest, obvious.result);
}

print("Greedy, 1,000 mentors × 5,000 mentees: 300 tags by Zipf, 3 to 8 each, 12 departments, batch years 1990 to 2026");
// Both ways have run before either is timed.
for (const capacityBasis of ["LIVE", "AT_START"] as const) byPairObjects({ ...cohort(2, 200, 1000), capacityBasis });
for (const [seats, mostSeats] of [
  ["1 to 20 seats", 20],
  ["1 to 6 seats, fewer than mentees", 6],
] as const) {
  for (const capacityBasis of ["LIVE", "AT_START"] as const) {
    compare(`${seats}, ${capacityBasis}`, { ...cohort(1, 1000, 5000, mostSeats), capacityBasis });
  }
}
