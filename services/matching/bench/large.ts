import { parseArgs } from "node:util";
import { matchGreedy } from "../src/domain/matcher/index.ts";
import { cohort } from "../tests/domain/matcher-data.ts";
import { megabytes, ms, print, tellGoal, tellSame, timed } from "./figures.ts";

// One large cohort in a process of its own, so that its peak of memory is of this alone.

const { values } = parseArgs({
  options: {
    basis: { type: "string", default: "LIVE" },
    mentors: { type: "string", default: "5000" },
    mentees: { type: "string", default: "25000" },
    seconds: { type: "string", default: "1" },
    megabytes: { type: "string", default: "400" },
  },
});
const [mentors, mentees] = [Number(values.mentors), Number(values.mentees)];
const mostMs = Number(values.seconds) * 1000;
const mostBytes = Number(values.megabytes) * 1_000_000;
const capacityBasis = values.basis === "AT_START" ? "AT_START" : "LIVE";
const input = { ...cohort(1, mentors, mentees), capacityBasis } as const;

/** Only figures are kept: what a run gives is garbage when the next begins. */
function figuresOf() {
  const { wall, cpu, result } = timed(() => matchGreedy(input));
  const { proposals, leftOver, outputDigest } = result;
  return { wall, cpu, counts: `${proposals.length} proposals, ${leftOver.length} left over`, outputDigest };
}

const first = figuresOf();
const peak = process.resourceUsage().maxRSS * 1024;
const second = figuresOf();
const size = `${mentors.toLocaleString("en")} mentors × ${mentees.toLocaleString("en")} mentees`;
print(`Greedy, ${size}, 1 to 20 seats, ${capacityBasis}: ${first.counts}`);
const times = `${ms(first.wall)} (CPU ${ms(first.cpu)}), again ${ms(second.wall)} (CPU ${ms(second.cpu)})`;
tellGoal(`under ${ms(mostMs)}`, times, first.wall < mostMs);
tellGoal(`under ${megabytes(mostBytes)}`, `${megabytes(peak)}, cohort and process included`, peak < mostBytes);
tellSame("digest of the output, run again", second.outputDigest, first.outputDigest);
