import type { Run, RunOutcome } from "./run.ts";

/** Why a run ends before it has written everything. */
export type RunStop = "PROGRAMME_LEFT_MATCHING" | "CANCELLED" | "FAILED";

type Counts = Pick<
  Run,
  "mentorsLoaded" | "menteesLoaded" | "proposalsScored" | "proposalsInserted" | "menteesLeftOver"
> & { readonly changedMeanwhile: number };

/** How a run ended, from what its rows say and why it was stopped, if it was. */
export function outcomeOf(counts: Counts, stop: RunStop | null): RunOutcome {
  if (stop !== null) return stop;
  if (counts.mentorsLoaded === 0) return "NO_ELIGIBLE_MENTORS";
  return counts.menteesLoaded === 0 ? "NO_ELIGIBLE_MENTEES" : "SUCCEEDED";
}

/** The outcome in words, for the person who asked for the run: what came out, and what to do about what did not. */
export function summaryOf(counts: Counts, outcome: RunOutcome): string {
  const { proposalsInserted: inserted, proposalsScored: scored, menteesLeftOver: left } = counts;
  switch (outcome) {
    case "NO_ELIGIBLE_MENTORS":
      return "No approved mentor has a free seat, so nothing was proposed. Approve mentors or raise their seats, then run matching again.";
    case "NO_ELIGIBLE_MENTEES":
      return "No mentee waits for a mentor, so nothing was proposed. Run matching again when mentees have applied or a match has ended.";
    case "PROGRAMME_LEFT_MATCHING":
      return `The programme left matching while this ran: ${inserted} of ${scored} proposals were written and stay. Start matching again for the rest.`;
    case "CANCELLED":
      return `An operator stopped this run: ${inserted} of ${scored} proposals were written and stay. Run matching again for the rest.`;
    case "FAILED":
      return `This run broke off by a fault that the logs tell: ${inserted} of ${scored} proposals were written and stay. Run matching again for the rest.`;
    case "SUCCEEDED":
      return [`Proposed ${inserted} of ${counts.menteesLoaded} mentees a mentor.`, ...warnings(counts, left)].join(" ");
  }
}

function warnings({ changedMeanwhile }: Counts, left: number): string[] {
  if (left === 0) return [];
  const why = `${left} ${left === 1 ? "mentee is" : "mentees are"} left over; each with its reason.`;
  if (changedMeanwhile === 0) return [why];
  return [
    why,
    `Of these, ${changedMeanwhile} had a proposal that no longer held when it was written; run matching again for them.`,
  ];
}
