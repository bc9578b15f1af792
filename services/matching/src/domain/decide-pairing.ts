import type { Actor } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { type ApplicationRole, type ApplicationState, applicationRefusal } from "./application.ts";
import { type Match, type MatchEndReason, type MatchState, newMatch } from "./match.ts";
import type { MatcherMentee } from "./matcher/index.ts";
import { type Programme, requirePairable } from "./programme.ts";
import type { RunRules } from "./run.ts";
import { type Misfit, type ScoredPair, scorePair } from "./score-pair.ts";

/** Whom somebody wants to pair. `fitOverrideReason`: why, although the two fit too little; empty: the fit binds. */
export interface PairingWish {
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly fitOverrideReason: string;
}

/** One side as the owner of applications has it: what the score is made of. */
export type PairSide = MatcherMentee;

/** What is known of the two while their rows are held. A side without an application, or of whom nothing is known, is undefined. */
export interface PairingFacts {
  readonly programme: Programme | undefined;
  readonly rules: RunRules | undefined;
  readonly mentor: PairSide | undefined;
  readonly mentee: PairSide | undefined;
  readonly states: Readonly<Record<ApplicationRole, ApplicationState | undefined>>;
  readonly suspended: ReadonlySet<string>;
  readonly seats: { readonly maxMentees: number; readonly taken: number } | undefined;
  /** The mentee's live match in the programme. */
  readonly live: { readonly id: string; readonly state: MatchState } | undefined;
  /** The match whose end keeps the two apart for good. */
  readonly barring: { readonly id: string; readonly endReason: MatchEndReason | null } | undefined;
}

/**
 * Decides whether two may be paired by hand, and scores them with the seats as they stand. The first of these that holds is thrown:
 * SELF_PAIR, NOT_FOUND (programme), PROGRAMME_STATE, NOT_FOUND (application) and APPLICATION_STATE of the mentor, then of the mentee,
 * PERSON_SUSPENDED, MENTEE_HAS_MATCH, PAIR_BARRED, NO_FREE_SEAT, PAIR_DOES_NOT_FIT.
 */
export function decidePairing(
  wish: PairingWish,
  facts: PairingFacts,
  actor: Actor,
  made: { readonly id: string; readonly now: Date },
): Match {
  const { programmeId, mentorId, menteeId } = wish;
  refuseSelfPair(wish);
  const { programme, rules, mentor, mentee } = facts;
  if (!programme || !rules) throw notFound("programme", programmeId);
  requirePairable(programme, actor);
  if (!mentor || facts.states.MENTOR === undefined) throw notFound("application", mentorId);
  if (facts.states.MENTOR !== "APPROVED") throw applicationRefusal("MENTOR", facts.states.MENTOR, mentorId, actor);
  if (!mentee || facts.states.MENTEE === undefined) throw notFound("application", menteeId);
  if (facts.states.MENTEE === "WITHDRAWN") throw applicationRefusal("MENTEE", facts.states.MENTEE, menteeId, actor);
  for (const id of [mentorId, menteeId]) if (facts.suspended.has(id)) throw suspended(id);
  if (facts.live) throw menteeHasMatch(facts.live);
  if (facts.barring) throw pairBarred(facts.barring);
  const seats = facts.seats ?? { maxMentees: 0, taken: 0 };
  if (seats.taken >= seats.maxMentees) throw noFreeSeat(seats);
  const scored = scorePair(rules, { ...mentor, ...seats }, mentee);
  const [misfit] = scored.misfits;
  if (misfit && wish.fitOverrideReason === "") throw doesNotFit(misfit, scored);
  const fitOverrideReason = misfit ? wish.fitOverrideReason : "";
  const { id, now: proposedAt } = made;
  const begun = newMatch({ id, programmeId, mentorId, menteeId, score: scored.score, pairedBy: actor.id, proposedAt });
  return { ...begun, fitOverrideReason, reasons: scored.reasons };
}

function refuseSelfPair({ mentorId, menteeId }: PairingWish): void {
  if (mentorId !== menteeId) return;
  throw new DomainError("SELF_PAIR", "a person can't be paired with themselves", { person_id: mentorId });
}

/** The refusal MENTEE_HAS_MATCH. */
export const menteeHasMatch = (live: { readonly id: string; readonly state: MatchState }): DomainError =>
  new DomainError("MENTEE_HAS_MATCH", `the mentee has a live match in this programme, which is in ${live.state}`, {
    match_id: live.id,
    state: live.state,
  });

const suspended = (personId: string): DomainError =>
  new DomainError("PERSON_SUSPENDED", "this person is suspended", { person_id: personId });

const pairBarred = ({ id, endReason }: NonNullable<PairingFacts["barring"]>): DomainError =>
  new DomainError("PAIR_BARRED", "a match of these two was declined or terminated, and they are never paired again", {
    match_id: id,
    end_reason: endReason ?? "",
  });

const noFreeSeat = ({ maxMentees, taken }: { maxMentees: number; taken: number }): DomainError =>
  new DomainError("NO_FREE_SEAT", "every seat of the mentor is taken by a live match", {
    max_mentees: String(maxMentees),
    taken: String(taken),
  });

const misfitText: Readonly<Record<Misfit, string>> = {
  NOTHING_SHARED: "the two share no tag, department or decade",
  BELOW_LEAST_SCORE: "the two score below the programme's least score",
};

const doesNotFit = (why: Misfit, { score }: ScoredPair): DomainError =>
  new DomainError("PAIR_DOES_NOT_FIT", `${misfitText[why]}; fit_override_reason pairs them all the same`, {
    why,
    score_billionths: String(score),
  });
