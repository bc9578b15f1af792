import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  MatchAction,
  MatchEndReason,
  type MatchPartySchema,
  type MatchSchema,
  MatchSide,
  MatchState,
  type PersonProfile,
} from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import { matchActionsOf, mayBook } from "../domain/decide-match.ts";
import type { FollowUp, Match } from "../domain/match.ts";
import { isStaff, sideOf } from "../domain/policy.ts";
import type { Programme } from "../domain/programme.ts";
import { aroundMatches } from "../queries/around-matches.ts";
import { followUpMessage, reasonsMessage } from "./convert.ts";

type MatchMessage = MessageInitShape<typeof MatchSchema>;
type Profiles = ReadonlyMap<string, PersonProfile>;

/** One match as a caller sees it. */
export async function presentMatch(ctx: MatchingContext, call: Call, match: Match): Promise<MatchMessage> {
  return (await presentMatches(ctx, call, [match]))[0] as MatchMessage;
}

/**
 * Matches as a caller sees them, with names, tags and bios, the caller's side, and what the caller may do now: read afresh, also where the
 * match itself is the outcome of an earlier call.
 */
export async function presentMatches(
  ctx: MatchingContext,
  call: Call,
  matches: readonly Match[],
): Promise<MatchMessage[]> {
  const [fresh, profiles] = await Promise.all([
    aroundMatches(ctx, call, matches),
    profilesByProgramme(ctx, call, matches),
  ]);
  return matches.map((match) => {
    const programme = fresh.programmes.get(match.programmeId) as Programme;
    const current = fresh.current.get(match.id) ?? match;
    const people = profiles.get(match.programmeId) ?? new Map<string, PersonProfile>();
    return messageOf(call, match, { current, programme, people, followUps: fresh.followUps.get(match.id) ?? [] });
  });
}

interface Fresh {
  readonly current: Match;
  readonly programme: Programme;
  readonly people: Profiles;
  readonly followUps: readonly FollowUp[];
}

function messageOf({ actor }: Call, match: Match, { current, programme, people, followUps }: Fresh): MatchMessage {
  const actions: MatchAction[] = matchActionsOf(current, actor, programme).map((action) => MatchAction[action]);
  if (mayBook(current, actor, programme)) actions.push(MatchAction.BOOK_SESSION);
  return {
    matchId: match.id,
    programmeId: match.programmeId,
    programmeName: programme.name,
    mentor: partyOf(match.mentorId, people, "mentorTags"),
    mentee: partyOf(match.menteeId, people, "menteeTags"),
    state: MatchState[match.state],
    scoreBillionths: BigInt(match.score),
    reasons: reasonsMessage(match.reasons),
    runId: match.runId,
    proposedAt: timestampFromDate(match.proposedAt),
    ...(match.acceptedByMentorAt ? { acceptedByMentorAt: timestampFromDate(match.acceptedByMentorAt) } : {}),
    ...(match.acceptedAt ? { acceptedAt: timestampFromDate(match.acceptedAt) } : {}),
    ...(match.endedAt ? { endedAt: timestampFromDate(match.endedAt) } : {}),
    endReason: MatchEndReason[match.endReason ?? "UNSPECIFIED"],
    terminatedReason: match.terminatedReason,
    endedBy: match.endedBy,
    version: BigInt(match.version),
    mySide: MatchSide[sideOf(actor, current) ?? "UNSPECIFIED"],
    allowedActions: actions,
    followUps: match.endedAt ? followUps.map(followUpMessage) : [],
    ...(isStaff(actor) ? { pairedBy: match.pairedBy, fitOverrideReason: match.fitOverrideReason } : {}),
  };
}

function partyOf(
  personId: string,
  people: Profiles,
  tags: "mentorTags" | "menteeTags",
): MessageInitShape<typeof MatchPartySchema> {
  const profile = people.get(personId);
  return { person: profile?.card ?? { personId }, tags: profile?.[tags] ?? [] };
}

async function profilesByProgramme(
  ctx: MatchingContext,
  call: Call,
  matches: readonly Match[],
): Promise<ReadonlyMap<string, Profiles>> {
  const ids = Map.groupBy(matches, (match) => match.programmeId);
  const found = await Promise.all(
    [...ids].map(async ([programmeId, of]) => {
      const people = of.flatMap((match) => [match.mentorId, match.menteeId]);
      return [programmeId, await ctx.people.profilesOf(call, people, programmeId)] as const;
    }),
  );
  return new Map(found);
}
