import type { InsertedCounts, LoadedCounts, MatchingRunResult, RunStopReason, ScoredCounts } from "./types.ts";

// What an operator reads of a run: summaries of its steps and the words on its page. Counts and digests, nothing of people.

type Size = Pick<LoadedCounts, "mentors" | "mentees" | "mode" | "strategy">;

/** How far the writing is, of the whole run. */
export type Progress = Pick<InsertedCounts, "inserted" | "kept" | "superseded" | "leftOver">;

const modes = {
  ADDITIVE: "live matches stay",
  REPLACE_PROPOSED: "proposals that nobody has answered are replaced",
} as const satisfies Record<LoadedCounts["mode"], string>;

/** Such as `24 mentors with a free seat, 2300 waiting mentees; strategy greedy, live matches stay`. */
export const sizeWords = ({ mentors, mentees, mode, strategy }: Size): string => {
  const people = `${many(mentors, "mentor")} with a free seat, ${many(mentees, "waiting mentee")}`;
  return `${people}; strategy ${strategy.toLowerCase()}, ${modes[mode]}`;
};

/** How far the writing is, or why there is nothing to write; what was replaced only where that was asked for. */
export function writingWords({ mentors, mentees }: Size, { proposals, replaces }: ScoredCounts, at: Progress): string {
  const why = mentors === 0 ? "no mentor has a free seat" : mentees === 0 ? "no mentee waits" : "no pair fits";
  const written =
    proposals > 0 ? `${at.inserted} of ${many(proposals, "proposal")} written` : `nothing came out since ${why}`;
  const replaced = replaces ? `, ${at.kept} stay as they were, ${at.superseded} superseded` : "";
  return `${written}${replaced}, ${many(at.leftOver, "mentee")} left over`;
}

/** Why the run is finished. */
export const finishWords = (stop: RunStopReason | null, words: string): string =>
  `finish${stop === null ? "" : `, ${stop.toLowerCase().replaceAll("_", " ")}`}: ${words}`;

/** How the run ended, for its page: outcome, summary, warnings, and the digests where it had scored. */
export function endWords({ outcome, summary, warnings }: MatchingRunResult, scored: ScoredCounts | undefined): string {
  const warned = warnings.length === 0 ? "" : ` Warnings: ${warnings.join(", ")}.`;
  const digests = scored ? ` Digest of the input ${scored.inputDigest}, of the output ${scored.outputDigest}.` : "";
  return `${outcome}: ${summary}${warned}${digests}`;
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
