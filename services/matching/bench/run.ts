import { MatchRunOutcome, MatchRunPhase } from "@mentorship/client/v1";
import { matchGreedy, type MatcherInput } from "../src/domain/matcher/index.ts";
import type { Cohort } from "../tests/cohort.ts";
import { requestId } from "../tests/cohort.ts";
import { cohort } from "../tests/domain/matcher-data.ts";
import { startRehearsal } from "../tests/rehearsal.ts";
import { copyCohort } from "./copy-people.ts";
import { median, megabytes, ms, print, quantile, tellGoal, tellSame } from "./figures.ts";
import { useOf } from "./process-use.ts";
import { callSteadily } from "./steady-calls.ts";

// Whole runs through Temporal: from the call to the last proposal committed, with events and audit.

const callsASecond = 50;
const mostSeconds = 120;

interface Ended {
  readonly wall: number;
  readonly outputDigest: string;
  readonly inserted: number;
  readonly phases: string;
}

/** Asks for a run, watches it to its end, and answers when each phase began, in milliseconds from the call. */
async function runOnce(of: Cohort): Promise<Ended> {
  const from = performance.now();
  const began = new Map<string, number>();
  const { run } = await of.matching.runMatching({ requestId: requestId(), programmeId: of.programmeId });
  for await (const { run: now } of of.matching.watchMatchRun({ runId: run?.runId ?? "" })) {
    if (!now) continue;
    const since = performance.now() - from;
    const name = MatchRunPhase[now.phase].toLowerCase();
    if (!began.has(name)) began.set(name, since);
    if (now.phase !== MatchRunPhase.FINISHED) continue;
    if (now.outcome !== MatchRunOutcome.SUCCEEDED) throw new Error(`the run ended otherwise: ${now.summary}`);
    const phases = [...began].map(([phase, at]) => `${phase} ${ms(at)}`).join(", ");
    return { wall: since, outputDigest: now.outputDigest, inserted: now.proposalsInserted, phases };
  }
  throw new Error("the stream ended before the run had finished");
}

function tellRun(input: MatcherInput, run: Ended): void {
  const { outputDigest, proposals } = matchGreedy(input);
  tellSame("digest of the output, and of the matcher alone", run.outputDigest, outputDigest);
  tellSame("proposals written", run.inserted, proposals.length);
}

print("Whole runs through Temporal, by the public API, from the call to finished");
const rehearsal = await startRehearsal(() => undefined);
try {
  const pid = rehearsal.platform.pids().matching;
  const small = cohort(1, 1000, 5000);
  const ended: Ended[] = [];
  let cpu = 0;
  let held: Cohort | undefined;
  for (let round = 0; round < 4; round++) {
    const people = await copyCohort(rehearsal, small);
    const before = await useOf(pid);
    ended.push(await runOnce(people));
    cpu = ((await useOf(pid))?.cpuSeconds ?? 0) - (before?.cpuSeconds ?? 0);
    held = people;
  }
  const walls = ended.map(({ wall }) => wall);
  print(`  1,000 mentors × 5,000 mentees, 1 to 20 seats, a tenant each: ${walls.map(ms).join(", ")}`);
  print(`    the last: ${ended.at(-1)?.phases}; ${cpu.toFixed(2)} s of CPU in matching`);
  const usual = median(walls.slice(1));
  tellGoal("under 2000 ms", `${ms(usual)}, the middle one of those after the first`, usual < 2000);
  for (const run of ended) tellRun(small, run);

  const large = cohort(1, 10_000, 50_000);
  const people = await copyCohort(rehearsal, large);
  const { matches } = (await held?.matching.listMatches({ programmeId: held.programmeId, pageSize: 100 })) ?? {};
  let turn = 0;
  const ask = async () => held?.matching.getMatch({ matchId: matches?.[turn++ % matches.length]?.matchId ?? "" });
  const before = await useOf(pid);
  const stopCalls = callSteadily(1000 / callsASecond, mostSeconds * callsASecond, ask);
  const run = await runOnce(people);
  const { latencies, failed } = await stopCalls();
  const after = await useOf(pid);
  print(`  10,000 mentors × 50,000 mentees, 1 to 20 seats, while GetMatch is called ${callsASecond} times a second`);
  print(`    ${run.phases}; ${((after?.cpuSeconds ?? 0) - (before?.cpuSeconds ?? 0)).toFixed(1)} s of CPU in matching`);
  tellGoal("under 30.0 s", ms(run.wall), run.wall < 30_000);
  if (after === null) print("    memory: this system has no /proc that would tell");
  else
    tellGoal(
      "matching under 1 GiB, which is 1074 MB",
      `${megabytes(after.mostMemory)} at most`,
      after.mostMemory < 1_073_741_824,
    );
  const p99 = quantile(latencies, 0.99);
  const told = `${ms(p99)}, median ${ms(median(latencies))}, ${latencies.length} calls answered, ${failed} failed`;
  tellGoal("GetMatch p99 under 100 ms", told, p99 < 100 && failed === 0);
  if (failed > 0) process.exitCode = 1;
  tellRun(large, run);
} finally {
  await rehearsal.stop();
}
