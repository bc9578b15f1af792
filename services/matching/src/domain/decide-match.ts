import type { Actor } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import type { Match, MatchEndReason, MatchState } from "./match.ts";
import { type MatchAction, matchActions, type MatchPart, nextState, whoEver, whoMay } from "./match-states.ts";
import { partsOf } from "./policy.ts";
import { gateOpen, type Programme, programmeRefusal } from "./programme.ts";

/** What somebody wants of a match; the reason is of at most 200 characters, stored as given. */
export type MatchWish =
  | { readonly action: "ACCEPT" | "DECLINE" }
  | { readonly action: "TERMINATE"; readonly reason: string };

/** The match after the wish. `changed` false: it was so already, and nothing is to be written or told. */
export interface MatchDecision {
  readonly match: Match;
  readonly changed: boolean;
}

/**
 * Decides what a wish does to a match. Throws NOT_FOUND when the actor may not know of it, PERMISSION_DENIED, MATCH_STATE or
 * PROGRAMME_STATE; the last two with the state found and the actions allowed now.
 */
export function decideMatch(
  match: Match,
  wish: MatchWish,
  actor: Actor,
  programme: Programme,
  now: Date,
): MatchDecision {
  const { action } = wish;
  const parts = partsOf(actor, match);
  if (parts.length === 0) throw notFound("match", match.id);
  if (!overlaps(parts, whoEver[action])) {
    throw new DomainError(
      "PERMISSION_DENIED",
      `only ${whoEver[action].join(" and ")} may ${action.toLowerCase()} a match`,
    );
  }
  if (action === "TERMINATE" && match.state === "TERMINATED") return { match, changed: false };
  const part = actingPart(match, action, parts);
  const to = nextState[match.state][action];
  if (part === undefined || to === undefined) throw stateRefusal(match, action, actor, programme);
  if (!gateOpen(programme, action)) {
    const allowed = matchActionsOf(match, actor, programme);
    throw programmeRefusal(programme, `this programme does not let matches be answered`, allowed);
  }
  return { match: moved(match, to, wish, part, actor, now), changed: true };
}

/** The actions of this service that the actor may take now, in the contract's order. */
export function matchActionsOf(match: Match, actor: Actor, programme: Programme): MatchAction[] {
  const parts = partsOf(actor, match);
  return matchActions.filter((action) => actingPart(match, action, parts) !== undefined && gateOpen(programme, action));
}

/** Whether the actor may book a session of the match now: both sides and staff; a mentee where mentees book by themselves. */
export function mayBook(match: Match, actor: Actor, programme: Programme): boolean {
  if (match.state !== "ACCEPTED" || !gateOpen(programme, "BOOK_SESSION")) return false;
  return partsOf(actor, match).some((part) => part !== "service" && (part !== "mentee" || programme.selfBooking));
}

// Own sides come before offices: a mentor who is an admin too ends the match as its mentor.
const actingPart = (match: Match, action: MatchAction, parts: readonly MatchPart[]): MatchPart | undefined =>
  parts.find((part) => whoMay[match.state][action]?.includes(part));

const overlaps = (parts: readonly MatchPart[], allowed: readonly MatchPart[]): boolean =>
  parts.some((part) => allowed.includes(part));

function stateRefusal(match: Match, action: MatchAction, actor: Actor, programme: Programme): DomainError {
  const allowed = [
    ...matchActionsOf(match, actor, programme),
    ...(mayBook(match, actor, programme) ? ["BOOK_SESSION"] : []),
  ];
  const text = `this caller can't ${action.toLowerCase()} a match that is in ${match.state}`;
  return new DomainError("MATCH_STATE", text, { state: match.state, allowed_actions: allowed.join(",") });
}

const endReasons: Readonly<Record<"DECLINE" | "TERMINATE", Readonly<Record<MatchPart, MatchEndReason>>>> = {
  DECLINE: {
    mentor: "DECLINED_BY_MENTOR",
    mentee: "DECLINED_BY_MENTEE",
    staff: "TERMINATED_BY_STAFF",
    service: "TERMINATED_BY_SERVICE",
  },
  TERMINATE: {
    mentor: "TERMINATED_BY_MENTOR",
    mentee: "TERMINATED_BY_MENTEE",
    staff: "TERMINATED_BY_STAFF",
    service: "TERMINATED_BY_SERVICE",
  },
};

function moved(match: Match, to: MatchState, wish: MatchWish, part: MatchPart, actor: Actor, now: Date): Match {
  const next = { ...match, state: to, version: match.version + 1 };
  if (to === "ACCEPTED_BY_MENTOR") return { ...next, acceptedByMentorAt: now };
  if (to === "ACCEPTED") return { ...next, acceptedAt: now };
  const end = wish.action === "ACCEPT" ? null : endReasons[wish.action][part];
  const terminatedReason = wish.action === "TERMINATE" ? wish.reason : "";
  return { ...next, endedAt: now, endReason: end, endedBy: actor.id, terminatedReason };
}
