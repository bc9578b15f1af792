import { readFile } from "node:fs/promises";
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

/** Seconds of CPU that a process has used; 0 where the system does not tell. A busy machine stretches times, not these. */
async function cpuOf(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

const rehearsal = await startRehearsal(print);
try {
  const mentors = Array.from({ length: Number(values.mentors) }, (_, n) => ({ id: `mentor-${n}`, tags: tagsOf(n), seats: Number(values.seats) }));
  const mentees = Array.from({ length: Number(values.mentees) }, (_, n) => ({ id: `mentee-${n}`, tags: tagsOf(n * 7) }));
  print(`bringing in ${mentors.length} mentors and ${mentees.length} mentees`);
  const cohort = await makeCohort(rehearsal, mentors, mentees);
  const pids = rehearsal.platform.pids();
  const before = await cpuOf(pids.matching);
  const from = performance.now();
  const since = () => `${Math.round(performance.now() - from)} ms`;
  const { run } = await cohort.matching.runMatching({ requestId: requestId(), programmeId: cohort.programmeId });
  for await (const answer of cohort.matching.watchMatchRun({ runId: run?.runId ?? "" })) {
    const { phase, proposalsInserted, proposalsScored, summary } = answer.run ?? {};
    print(`${since().padStart(8)}  phase ${phase}  ${proposalsInserted} of ${proposalsScored}  ${summary}`);
  }
  print(`${((await cpuOf(pids.matching)) - before).toFixed(2)} s of CPU in matching, ${(since())} from the call to the end`);
} finally {
  await rehearsal.stop();
}
