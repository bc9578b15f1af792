import { countOf, type LeftOverCounts, type LeftOverReason, type Run, type RunOutcome } from "./run.ts";
import type { RunStop } from "./run-stop.ts";

/** What those who asked for a run should know of its result, in the contract's order. */
export type RunWarning =
  | "NO_ELIGIBLE_MENTORS"
  | "NO_ELIGIBLE_MENTEES"
  | "NO_PAIR_FITS"
  | "MENTEES_LEFT_OVER"
  | "CHANGED_MEANWHILE"
  | "MENTORS_IDLE";

/** How a run ended, from what its row says and why it was stopped, if it was. Who asked to cancel it gets what they asked for. */
export function outcomeOf(
  run: Pick<Run, "mentorsLoaded" | "menteesLoaded" | "cancelledBy">,
  stop: RunStop | null,
): RunOutcome {
  if (run.cancelledBy !== "") return "CANCELLED";
  if (stop !== null) return stop;
  if (run.mentorsLoaded === 0) return "NO_ELIGIBLE_MENTORS";
  return run.menteesLoaded === 0 ? "NO_ELIGIBLE_MENTEES" : "SUCCEEDED";
}

/** What to know of a run's result. Empty while it runs, and where it ended before it had scored. */
export function warningsOf(run: Run): RunWarning[] {
  if (run.phase !== "FINISHED" || run.outputDigest === "") return [];
  const { mentorsLoaded, menteesLoaded, leftOver } = run;
  const idle = run.fairness?.idleMentors ?? 0;
  const all: [RunWarning, boolean][] = [
    ["NO_ELIGIBLE_MENTORS", mentorsLoaded === 0],
    ["NO_ELIGIBLE_MENTEES", menteesLoaded === 0],
    ["NO_PAIR_FITS", mentorsLoaded > 0 && menteesLoaded > 0 && run.proposalsScored === 0],
    ["MENTEES_LEFT_OVER", countOf(leftOver) > 0],
    ["CHANGED_MEANWHILE", (leftOver.CHANGED_MEANWHILE ?? 0) > 0],
    ["MENTORS_IDLE", idle * 2 > mentorsLoaded],
  ];
  return all.filter(([, holds]) => holds).map(([warning]) => warning);
}

/** The outcome in words, for the person who asked for the run: what came out, and what to do about what did not. */
export function summaryOf(run: Run, outcome: RunOutcome): string {
  const written =
    run.outputDigest === ""
      ? "nothing was scored yet"
      : `${run.proposalsInserted} of ${run.writing.total} proposals were written and stay${replacedWords(run)}`;
  switch (outcome) {
    case "NO_ELIGIBLE_MENTORS":
      return "No approved mentor has a free seat, so nothing was proposed. Approve mentors or raise their seats, then run matching again.";
    case "NO_ELIGIBLE_MENTEES":
      return "No mentee waits for a mentor, so nothing was proposed. Run matching again when mentees have applied or a match has ended.";
    case "PROGRAMME_LEFT_MATCHING":
      return `The programme left matching while this ran: ${written}. Start matching again for the rest.`;
    case "CANCELLED":
      return `${run.cancelledBy === "" ? "An operator stopped this run" : "This run was cancelled on request"}: ${written}. Run matching again for the rest.`;
    case "FAILED":
      return `This run broke off by a fault that the logs tell: ${written}. Run matching again for the rest.`;
    case "SUCCEEDED":
      return [resultWords(run), ...leftOverWords(run.leftOver)].join(" ");
  }
}

function resultWords(run: Run): string {
  const { proposalsInserted, menteesLoaded, mentorsLoaded } = run;
  if (run.proposalsScored === 0) {
    const mentors = `${mentorsLoaded} ${mentorsLoaded === 1 ? "mentor" : "mentors"} with a free seat`;
    const mentees = `${menteesLoaded} ${menteesLoaded === 1 ? "mentee who waits" : "mentees who wait"}`;
    return `Nobody was proposed: of ${mentors} and ${mentees} no pair fits${replacedWords(run)}.`;
  }
  if (run.mode === "ADDITIVE") return `Proposed ${proposalsInserted} of ${menteesLoaded} mentees a mentor.`;
  return `Proposed ${proposalsInserted} of ${menteesLoaded} mentees a mentor anew${replacedWords(run)}.`;
}

const replacedWords = ({ mode, proposalsKept, proposalsSuperseded }: Run): string =>
  mode === "ADDITIVE"
    ? ""
    : `; ${proposalsKept} proposals stay as they were, ${proposalsSuperseded} ended as superseded`;

const because: Readonly<Record<LeftOverReason, string>> = {
  NO_APPROVED_MENTOR: "no approved mentor has a free seat",
  NOTHING_SHARED: "no mentor shares a tag, the department or the decade",
  FITTING_MENTORS_FULL: "every mentor who fits is full",
  ONLY_BARRED_PAIRS: "only pairs fit that were declined or terminated before",
  ONLY_BELOW_LEAST_SCORE: "only pairs below the least score fit",
  CHANGED_MEANWHILE: "what they were proposed no longer held when it was written",
};

function leftOverWords(leftOver: LeftOverCounts): string[] {
  const all = countOf(leftOver);
  if (all === 0) return [];
  const reasons = (Object.keys(because) as LeftOverReason[])
    .filter((reason) => leftOver[reason])
    .map((reason) => `${leftOver[reason]} because ${because[reason]}`);
  const left = `${all} ${all === 1 ? "mentee is" : "mentees are"} left over: ${reasons.join(", ")}.`;
  return leftOver.CHANGED_MEANWHILE ? [left, "Run matching again for those of whom something changed."] : [left];
}
