import { invalid, notFound } from "@mentorship/shared/errors";
import type { Trx } from "@mentorship/shared/postgres";
import type { Participant } from "../domain/actor.ts";
import type { BookingFacts } from "../domain/decisions/book.ts";
import { canSeeMatch } from "../domain/policy.ts";
import { type MatchFacts, findMatch, matchesOfPairs, shareMatch } from "../store/match-facts.ts";
import { type Person, findPeople, sharePeople } from "../store/people.ts";
import { type ProgrammeFacts, findProgrammes } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Who is to meet: the two of a match, or mentors and learners of a programme, each learner by a match with one of the mentors. */
export type BookingOf =
  | { readonly kind: "match"; readonly matchId: string }
  | {
      readonly kind: "group";
      readonly programmeId: string;
      readonly mentorIds: readonly string[];
      readonly learnerIds: readonly string[];
    };

/** Who would meet, and by what rules: the matches, their programme and their people. */
export type Ground = {
  readonly matches: readonly MatchFacts[];
  readonly programme: ProgrammeFacts;
  readonly participants: readonly Participant[];
  readonly people: ReadonlyMap<string, Person>;
};

/**
 * What a booking goes by. `shared`: neither a match ends nor somebody is suspended before the transaction does; whoever comes after sees
 * what it booked. Throws NOT_FOUND, and INVALID_ARGUMENT for learners whom no match brings.
 */
export async function groundOf(trx: Trx<SchedulingTables>, of: BookingOf, how: "plain" | "shared"): Promise<Ground> {
  const { matches, participants } = of.kind === "match" ? await pairOf(trx, of, how) : await groupOf(trx, of, how);
  const programmeId = of.kind === "group" ? of.programmeId : (matches[0]?.programmeId ?? "");
  const programme = (await findProgrammes(trx, [programmeId])).get(programmeId);
  if (programme === undefined) throw notFound("programme", programmeId);
  const ids = participants.map((person) => person.personId);
  const people = await (how === "shared" ? sharePeople : findPeople)(trx, ids);
  return { matches, programme, participants, people };
}

/** What the decision of a booking is given of the ground. */
export const factsOf = ({ matches, programme }: Ground): Omit<BookingFacts, "mentors"> => ({
  programme: { id: programme.id, state: programme.state, selfBooking: programme.settings.selfBooking },
  matches,
});

type Sides = Pick<Ground, "matches" | "participants">;

async function pairOf(
  trx: Trx<SchedulingTables>,
  { matchId }: { readonly matchId: string },
  how: "plain" | "shared",
): Promise<Sides> {
  const match = await (how === "shared" ? shareMatch : findMatch)(trx, matchId);
  if (match === undefined || !canSeeMatch(trx.call.actor, match)) throw notFound("match", matchId);
  return pairFrom(match);
}

/** The two of a match. */
export const pairFrom = (match: MatchFacts): Sides => ({
  matches: [match],
  participants: [
    { personId: match.mentorId, role: "mentor", matchId: null },
    { personId: match.menteeId, role: "mentee", matchId: match.id },
  ],
});

async function groupOf(
  trx: Trx<SchedulingTables>,
  of: Extract<BookingOf, { kind: "group" }>,
  how: "plain" | "shared",
): Promise<Sides> {
  const { programmeId, mentorIds, learnerIds } = of;
  const found = await matchesOfPairs(trx, { programmeId, mentorIds, menteeIds: learnerIds }, how === "shared");
  const bringing = new Map<string, MatchFacts>();
  // Of a pair that was matched again the live match counts; one that the caller may not see brings nobody.
  for (const match of found.filter((one) => canSeeMatch(trx.call.actor, one))) {
    const before = bringing.get(match.menteeId);
    if (before === undefined || rankOf(match) > rankOf(before)) bringing.set(match.menteeId, match);
  }
  const missing = learnerIds.flatMap((id, index) => (bringing.has(id) ? [] : [index]));
  if (missing.length > 0) {
    throw invalid(
      missing.map((index) => ({
        field: `learner_ids[${index}]`,
        description: "must have a match of the programme with a mentor of the session",
      })),
    );
  }
  return {
    matches: [...bringing.values()],
    participants: [
      ...mentorIds.map((personId): Participant => ({ personId, role: "mentor", matchId: null })),
      ...learnerIds.map(
        (personId): Participant => ({ personId, role: "mentee", matchId: bringing.get(personId)?.id ?? null }),
      ),
    ],
  };
}

const RANK = { accepted: 4, accepted_by_mentor: 3, proposed: 2, declined: 1, terminated: 1 } as const;
const rankOf = (match: MatchFacts): number => RANK[match.state];
