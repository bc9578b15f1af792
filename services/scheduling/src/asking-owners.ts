import type { Call } from "@mentorship/shared/call";
import { DomainError, type ErrorReasonName } from "@mentorship/shared/errors";
import type { PersonFacts } from "@mentorship/client/v1";
import type { SchedulingContext } from "./context.ts";
import type { MatchFacts } from "./store/match-facts.ts";
import type { ProgrammeFacts } from "./store/programme-facts.ts";

/** What the owners said just now; empty while nobody was asked. */
export type OwnerFacts = {
  readonly match?: MatchFacts | undefined;
  readonly programme?: ProgrammeFacts | undefined;
  readonly people: readonly PersonFacts[];
};

const MAY_BE_OLD: ReadonlySet<ErrorReasonName> = new Set([
  "NOT_FOUND",
  "MATCH_STATE",
  "PROGRAMME_STATE",
  "SELF_BOOKING_OFF",
  "PERSON_SUSPENDED",
]);

/**
 * Tries with what this service knows. When that refuses for a reason that may be old news, asks the owners of the match (and so of its
 * programme and people) and tries once more with their answers: only the owners' word refuses.
 */
export async function askingOwners<R>(
  ctx: SchedulingContext,
  call: Call,
  matchOf: () => string | undefined,
  attempt: (facts: OwnerFacts) => Promise<R>,
): Promise<R> {
  try {
    return await attempt({ people: [] });
  } catch (error) {
    const matchId = matchOf();
    if (!(error instanceof DomainError) || !MAY_BE_OLD.has(error.reason) || matchId === undefined) throw error;
    const match = await ctx.owners.match(call, matchId);
    if (match === undefined) throw error;
    const [programme, ...people] = await Promise.all([
      ctx.owners.programme(call, match.programmeId),
      ctx.owners.person(call, match.mentorId),
      ctx.owners.person(call, match.menteeId),
    ]);
    return attempt({ match, programme, people: people.filter((person) => person !== undefined) });
  }
}
