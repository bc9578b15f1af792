import type { Reasons } from "./match.ts";
import type { MatcherInput, MatcherResult } from "./matcher/index.ts";
import type { LeftOverReason, RunRules } from "./run.ts";
import { planWriting } from "./plan-writing.ts";
import { leftOverReasons, reasonsOf } from "./run-result.ts";

/** In what a recomputed run can differ from its records, by the contract's names. */
export type RunDifferenceKind =
  | "INPUT_DIGEST"
  | "OUTPUT_DIGEST"
  | "MATCH_NOT_RECOMPUTED"
  | "MATCH_NOT_RECORDED"
  | "SCORE"
  | "REASONS"
  | "LEFT_OVER";

interface Pair {
  readonly mentorId: string;
  readonly menteeId: string;
}

/** One difference; ids are empty where it is of nobody, and texts where there is nothing on that side. */
export interface RunDifference {
  readonly kind: RunDifferenceKind;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly recorded: string;
  readonly recomputed: string;
}

/** A match as it was recorded for a run. */
export interface RecordedMatch {
  readonly mentorId: string;
  readonly menteeId: string;
  readonly score: number;
  readonly reasons: Reasons;
}

/** What a run has left behind. */
export interface RecordedRun {
  readonly inputDigest: string;
  readonly outputDigest: string;
  /** The matches that name the run, live or ended. */
  readonly matches: readonly RecordedMatch[];
  readonly leftOver: readonly { readonly menteeId: string; readonly reason: LeftOverReason }[];
  /** Live proposals that counted as absent when it loaded. */
  readonly replaceable: readonly (Pair & { readonly id: string })[];
  /** The ids of those among them of which there is still a row, live or ended. */
  readonly standing: ReadonlySet<string>;
  /** How many of the proposals to write, in the order of writing, were dealt with before it ended. */
  readonly dealt: number;
}

/** Compares what a run has left behind with what comes out of its inputs anew. Empty: everything is as recorded. */
export function compareRun(recorded: RecordedRun, input: MatcherInput, anew: MatcherResult): RunDifference[] {
  return [
    ...digests(recorded, anew),
    ...matches(recorded, input, anew),
    ...missing(recorded, anew),
    ...leftOver(recorded, anew),
  ];
}

const nobody = { mentorId: "", menteeId: "" };

function digests(recorded: RecordedRun, anew: MatcherResult): RunDifference[] {
  const found: RunDifference[] = [];
  if (recorded.inputDigest !== anew.inputDigest) {
    found.push({ kind: "INPUT_DIGEST", ...nobody, recorded: recorded.inputDigest, recomputed: anew.inputDigest });
  }
  if (recorded.outputDigest !== anew.outputDigest) {
    found.push({ kind: "OUTPUT_DIGEST", ...nobody, recorded: recorded.outputDigest, recomputed: anew.outputDigest });
  }
  return found;
}

function matches(recorded: RecordedRun, input: MatcherInput, anew: MatcherResult): RunDifference[] {
  const proposals = new Map(anew.proposals.map((proposal) => [proposal.menteeId, proposal]));
  const { weights } = input;
  const rules: Pick<RunRules, "skillsWeight" | "audienceWeight" | "capacityWeight"> = {
    skillsWeight: weights.skillsThousandths,
    audienceWeight: weights.audienceThousandths,
    capacityWeight: weights.capacityThousandths,
  };
  return recorded.matches.flatMap((match): RunDifference[] => {
    const { mentorId, menteeId } = match;
    const proposal = proposals.get(menteeId);
    const [score, reasons] = [String(match.score), textOf(match.reasons)];
    if (proposal?.mentorId !== mentorId) {
      return [{ kind: "MATCH_NOT_RECOMPUTED", mentorId, menteeId, recorded: score, recomputed: "" }];
    }
    const found: RunDifference[] = [];
    const [scoreAnew, reasonsAnew] = [String(proposal.score), textOf(reasonsOf(proposal, rules))];
    if (score !== scoreAnew) found.push({ kind: "SCORE", mentorId, menteeId, recorded: score, recomputed: scoreAnew });
    if (reasons !== reasonsAnew) {
      found.push({ kind: "REASONS", mentorId, menteeId, recorded: reasons, recomputed: reasonsAnew });
    }
    return found;
  });
}

// What stood before and came out again has to stand still. Of what was to be written a run that was stopped has dealt with the first alone.
function missing(recorded: RecordedRun, anew: MatcherResult): RunDifference[] {
  const plan = planWriting(anew.proposals, recorded.replaceable);
  const dealt = [...plan.replacing, ...plan.others]
    .slice(0, recorded.dealt)
    .flatMap((place) => anew.proposals[place] ?? []);
  const there = new Set(recorded.matches.map(pairKey));
  const changed = new Set(
    recorded.leftOver.filter(({ reason }) => reason === "CHANGED_MEANWHILE").map(({ menteeId }) => menteeId),
  );
  const gone = plan.kept.filter(({ id }) => !recorded.standing.has(id));
  const unwritten = dealt.filter((pair) => !there.has(pairKey(pair)) && !changed.has(pair.menteeId));
  const scores = new Map(anew.proposals.map((pair) => [pair.menteeId, pair.score]));
  return [...gone, ...unwritten].map(({ mentorId, menteeId }) => ({
    kind: "MATCH_NOT_RECORDED",
    mentorId,
    menteeId,
    recorded: "",
    recomputed: String(scores.get(menteeId)),
  }));
}

function leftOver(recorded: RecordedRun, anew: MatcherResult): RunDifference[] {
  const reasonsAnew = new Map(anew.leftOver.map(({ menteeId, reason }) => [menteeId, leftOverReasons[reason]]));
  const chosen = new Set(anew.proposals.map(({ menteeId }) => menteeId));
  const matched = new Set(recorded.matches.map(({ menteeId }) => menteeId));
  const found: RunDifference[] = [];
  for (const { menteeId, reason } of recorded.leftOver) {
    const recomputed = reasonsAnew.get(menteeId) ?? "";
    reasonsAnew.delete(menteeId);
    const fell = reason === "CHANGED_MEANWHILE" && chosen.has(menteeId) && !matched.has(menteeId);
    if (!fell && reason !== recomputed) {
      found.push({ kind: "LEFT_OVER", mentorId: "", menteeId, recorded: reason, recomputed });
    }
  }
  for (const [menteeId, recomputed] of reasonsAnew) {
    found.push({ kind: "LEFT_OVER", mentorId: "", menteeId, recorded: "", recomputed });
  }
  return found;
}

const pairKey = ({ mentorId, menteeId }: Pair): string => JSON.stringify([mentorId, menteeId]);

// One text for the same reasons, whatever order a row's keys come in.
const textOf = ({ skills, audience, capacity }: Reasons): string =>
  JSON.stringify([
    [skills.axis, skills.weight, skills.sharedTags, skills.focusTags],
    [audience.axis, audience.weight, audience.sameDepartment, audience.sameDecade],
    [capacity.axis, capacity.weight, capacity.seatsFree, capacity.maxMentees],
  ]);
