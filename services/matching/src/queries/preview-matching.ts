import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import type { MatchingContext } from "../context.ts";
import type { Reasons } from "../domain/match.ts";
import type { MatcherResult, MentorLoad } from "../domain/matcher/index.ts";
import { requireRunnable } from "../domain/programme.ts";
import type { LeftOverReason, RunFairness, RunRules } from "../domain/run.ts";
import { leftOverReasons, reasonsOf, runFairness } from "../domain/run-result.ts";
import { scoreInWorker } from "../scoring/score-in-worker.ts";
import type { LeftOverRow } from "../store/run-results.ts";
import { type LoadedRunInput, loadRunInput, type LoadWish } from "./load-run-input.ts";

/** A pair that a preview came to. The score is in billionths. */
export interface PreviewedPair {
  readonly mentorId: string;
  readonly menteeId: string;
  readonly score: number;
  readonly reasons: Reasons;
}

/** What a run would come to now. */
export interface Preview {
  readonly mentorsLoaded: number;
  readonly menteesLoaded: number;
  /** In the order in which they are chosen. */
  readonly pairs: readonly PreviewedPair[];
  /** By person id. */
  readonly leftOver: readonly LeftOverRow[];
  /** Mentees left over, by reason. */
  readonly leftOverCounts: ReadonlyMap<LeftOverReason, number>;
  /** Mentors who had a free seat, by person id. */
  readonly loads: readonly MentorLoad[];
  /** Of the pairs those that are in `PROPOSED` already. */
  readonly kept: number;
  /** Matches in `PROPOSED` that would end. */
  readonly superseded: number;
  readonly totalScore: number;
  readonly fairness: RunFairness;
  readonly rules: RunRules;
  readonly inputDigest: string;
  readonly outputDigest: string;
}

/**
 * Works out what a run would propose now, by the code of a run, and writes nothing. Throws NOT_FOUND, PROGRAMME_STATE,
 * NO_ELIGIBLE_MENTORS, NO_ELIGIBLE_MENTEES, UNAVAILABLE; what `signal` was aborted with.
 */
export async function previewMatching(
  ctx: MatchingContext,
  call: Call,
  programmeId: string,
  wish: LoadWish,
  signal: AbortSignal,
): Promise<Preview> {
  const loaded = await loadRunInput(ctx, call, programmeId, wish, signal);
  requireRunnable(loaded.programme, call.actor);
  requireSomebody(loaded);
  return previewOf(loaded, await scoreInWorker(loaded.input, { signal }));
}

function requireSomebody({ mentorsLoaded, menteesLoaded }: LoadedRunInput): void {
  if (mentorsLoaded === 0) {
    throw new DomainError("NO_ELIGIBLE_MENTORS", "no approved mentor has a free seat, so there is nothing to preview");
  }
  if (menteesLoaded === 0) {
    throw new DomainError("NO_ELIGIBLE_MENTEES", "no mentee waits for a mentor, so there is nothing to preview");
  }
}

function previewOf(loaded: LoadedRunInput, result: MatcherResult): Preview {
  const { rules, mentorsLoaded, menteesLoaded } = loaded;
  const chosen = new Map(result.proposals.map(({ mentorId, menteeId }) => [menteeId, mentorId]));
  const kept = loaded.replaceable.filter(({ mentorId, menteeId }) => chosen.get(menteeId) === mentorId).length;
  const leftOver = result.leftOver.map(({ menteeId, reason }) => ({ menteeId, reason: leftOverReasons[reason] }));
  const byReason = Map.groupBy(leftOver, ({ reason }) => reason);
  return {
    mentorsLoaded,
    menteesLoaded,
    pairs: result.proposals.map((proposal) => ({ ...proposal, reasons: reasonsOf(proposal, rules) })),
    leftOver,
    leftOverCounts: new Map([...byReason].map(([reason, mentees]) => [reason, mentees.length])),
    loads: result.fairness.perMentor.filter(({ taken, maxMentees }) => taken < maxMentees),
    kept,
    superseded: loaded.replaceable.length - kept,
    totalScore: result.totalScore,
    fairness: runFairness(result.fairness),
    rules,
    inputDigest: result.inputDigest,
    outputDigest: result.outputDigest,
  };
}
