import { parseArgs } from "node:util";
import { makeCohort, requestId } from "../tests/cohort.ts";
import { startRehearsal } from "../tests/rehearsal.ts";

// node --conditions=source bench/run.ts [--mentors 1000 --mentees 5000 --seats 6]
// A whole run through Temporal: from the call to the last proposal committed, with events and audit.

const { values } = parseArgs({
  options: {
    mentors: { type: "string", default: "1000" },
    mentees: { type: "string", default: "5000" },
    seats: { type: "string", default: "6" },
  },
});
const print = (line: string) => process.stdout.write(`${line}\n`);
const tags = ["sql", "go", "rust", "career"];
const tagsOf = (n: number) => tags.filter((_, bit) => ((n % 15) + 1) & (1 << bit));

const rehearsal = await startRehearsal(print);
try {
  const mentors = Array.from({ length: Number(values.mentors) }, (_, n) => ({ id: `mentor-${n}`, tags: tagsOf(n), seats: Number(values.seats) }));
  const mentees = Array.from({ length: Number(values.mentees) }, (_, n) => ({ id: `mentee-${n}`, tags: tagsOf(n * 7) }));
  print(`bringing in ${mentors.length} mentors and ${mentees.length} mentees`);
  const cohort = await makeCohort(rehearsal, mentors, mentees);
  const from = performance.now();
  const since = () => `${Math.round(performance.now() - from)} ms`;
  const { run } = await cohort.matching.runMatching({ requestId: requestId(), programmeId: cohort.programmeId });
  for await (const answer of cohort.matching.watchMatchRun({ runId: run?.runId ?? "" })) {
    const { phase, proposalsInserted, proposalsScored, summary } = answer.run ?? {};
    print(`${since().padStart(8)}  phase ${phase}  ${proposalsInserted} of ${proposalsScored}  ${summary}`);
  }
} finally {
  await rehearsal.stop();
}
