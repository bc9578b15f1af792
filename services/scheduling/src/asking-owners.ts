import type { Call } from "@mentorship/shared/call";
import { DomainError, type ErrorReasonName } from "@mentorship/shared/errors";
import type { PersonFacts } from "@mentorship/client/v1";
import type { SchedulingContext } from "./context.ts";
import type { MatchFacts } from "./store/match-facts.ts";
import type { ProgrammeFacts } from "./store/programme-facts.ts";

/** What the owners said just now; empty while nobody was asked. `match` and `programme` are the first of each. */
export type OwnerFacts = {
  readonly match?: MatchFacts | undefined;
  readonly programme?: ProgrammeFacts | undefined;
  readonly matches?: readonly MatchFacts[];
  readonly programmes?: readonly ProgrammeFacts[];
  readonly people: readonly PersonFacts[];
};

const MAY_BE_OLD: ReadonlySet<ErrorReasonName> = new Set([
  "NOT_FOUND",
  "MATCH_STATE",
  "PROGRAMME_STATE",
  "SELF_BOOKING_OFF",
  "SELF_BOOKING_ON",
  "PERSON_SUSPENDED",
]);
const OWN: ReadonlySet<string> = new Set(["hold", "session", "session_request"]);
const AT_ONCE = 16;

/**
 * Tries with what this service knows. When that refuses for a reason that may be old news, asks the owners of the matches (and so of their
 * programmes and people) and tries once more with their answers: only the owners' word refuses.
 */
export async function askingOwners<R>(
  ctx: SchedulingContext,
  call: Call,
  matchesOf: () => string | readonly string[] | undefined,
  attempt: (facts: OwnerFacts) => Promise<R>,
): Promise<R> {
  try {
    return await attempt({ people: [] });
  } catch (error) {
    const named = matchesOf() ?? [];
    const matchIds = typeof named === "string" ? [named] : named;
    if (!(error instanceof DomainError) || !mayBeOld(error) || matchIds.length === 0) throw error;
    const facts = await askOwners(ctx, call, matchIds);
    if (facts.matches?.length === 0) throw error;
    return attempt(facts);
  }
}

/** What this service itself owns is never old news. */
const mayBeOld = ({ reason, metadata }: DomainError): boolean =>
  MAY_BE_OLD.has(reason) && !OWN.has(metadata["resource"] ?? "");

/** What the owners know of these matches, their programmes and their people. Unknown ones are left out. */
export async function askOwners(ctx: SchedulingContext, call: Call, matchIds: readonly string[]): Promise<OwnerFacts> {
  const { owners } = ctx;
  const matches = await inParts(matchIds, (id) => owners.match(call, id));
  const programmes = await inParts(distinct(matches.map((one) => one.programmeId)), (id) => owners.programme(call, id));
  const ids = distinct(matches.flatMap((one) => [one.mentorId, one.menteeId]));
  const people = await inParts(ids, (id) => owners.person(call, id));
  return { match: matches[0], programme: programmes[0], matches, programmes, people };
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];

async function inParts<T>(ids: readonly string[], ask: (id: string) => Promise<T | undefined>): Promise<T[]> {
  const found: T[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const answers = await Promise.all(ids.slice(start, start + AT_ONCE).map(ask));
    found.push(...answers.filter((one) => one !== undefined));
  }
  return found;
}
