import { parseArgs } from "node:util";
import { digestOutput, type MatcherInput, matchGreedy } from "../src/domain/matcher/index.ts";
import { cohort } from "../tests/domain/matcher-data.ts";
import { matchByPairObjects } from "../tests/domain/matcher-oracle.ts";

// node --conditions=source bench/matcher.ts [--mentors 1000 --mentees 5000 --seats 20 --basis LIVE --runs 9 --oracle]

const { values } = parseArgs({
  options: {
    mentors: { type: "string", default: "1000" },
    mentees: { type: "string", default: "5000" },
    seats: { type: "string", default: "20" },
    basis: { type: "string", default: "LIVE" },
    runs: { type: "string", default: "9" },
    seed: { type: "string", default: "1" },
    oracle: { type: "boolean", default: false },
  },
});

const print = (line: string) => process.stdout.write(`${line}\n`);
const milliseconds = (from: bigint) => Number(process.hrtime.bigint() - from) / 1e6;

const basis = values.basis === "AT_START" ? "AT_START" : "LIVE";
const input: MatcherInput = {
  ...cohort(Number(values.seed), Number(values.mentors), Number(values.mentees), Number(values.seats)),
  capacityBasis: basis,
};
print(
  `${values.mentors} mentors × ${values.mentees} mentees, seats 1 to ${values.seats}, ${basis}, seed ${values.seed}`,
);

const times: number[] = [];
let result = matchGreedy({ ...input, mentors: [], mentees: [] });
for (let run = 0; run < Number(values.runs); run++) {
  const from = process.hrtime.bigint();
  result = matchGreedy(input);
  times.push(milliseconds(from));
}
const warm = times.length > 3 ? times.slice(2).toSorted((a, b) => a - b) : times;
const median = warm[warm.length >>> 1] ?? 0;
const first = (times[0] ?? 0).toFixed(1);
print(`matcher      first ${first} ms, warm median ${median.toFixed(1)} ms of ${warm.length}, digests included`);
print(`             ${result.proposals.length} proposals, ${result.leftOver.length} left over`);
print(`             ${result.fairness.idleMentors} idle mentors, Gini ${result.fairness.giniMillionths / 1e6}`);
print(`             peak memory of the process ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
print(`             output ${result.outputDigest}`);

if (values.oracle) {
  const from = process.hrtime.bigint();
  const yardstick = matchByPairObjects(input);
  const digest = digestOutput(yardstick.proposals, yardstick.leftOver);
  const took = milliseconds(from);
  print(`pair objects ${took.toFixed(0)} ms: ${(took / median).toFixed(0)} × the matcher's time`);
  print(`             output ${digest}: ${digest === result.outputDigest ? "the same" : "DIFFERENT"}`);
  if (digest !== result.outputDigest) process.exitCode = 1;
}
