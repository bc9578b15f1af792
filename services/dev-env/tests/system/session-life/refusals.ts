import {
  DAY,
  endOf,
  LENGTH,
  type Life,
  type ModelHold,
  type ModelMatch,
  type ModelRequest,
  type ModelSession,
  OPENS,
  peopleOf,
  type Verb,
} from "./model.ts";

/** Every refusal that the rules have for it, in whatever order they are looked at. None: it must be done. */
export function refusalsOf(life: Life, verb: Verb): string[] {
  switch (verb.kind) {
    case "book":
    case "hold":
    case "request": {
      const match = life.matches.get(verb.matchId) as ModelMatch;
      const isBooking = match.programmeId === life.bookingId;
      const waits = [...life.requests.values()].some((one) => one.matchId === match.id && one.state === "pending");
      return [
        ...(match.live ? [] : ["MATCH_STATE"]),
        ...suspendedOf(life, [match.mentorId, match.menteeId]),
        ...(verb.startsAt > life.now ? [] : ["TIME_PASSED"]),
        ...(verb.kind === "book" && verb.as === "mentee" && !isBooking ? ["SELF_BOOKING_OFF"] : []),
        ...(verb.kind === "request" && isBooking ? ["SELF_BOOKING_ON"] : []),
        ...(verb.kind === "request" && waits ? ["ALREADY_REQUESTED"] : []),
        ...takenFor(
          life,
          [match.mentorId, match.menteeId],
          verb.startsAt,
          (hold) =>
            // A hold takes the place of what its holder held of the mentor; a booking uses up what was held of its match.
            hold.holderId === verb.by &&
            (verb.kind === "book" ? hold.matchId === match.id : hold.people[0] === match.mentorId),
        ),
      ];
    }
    case "group": {
      const matches = verb.matchIds.map((id) => life.matches.get(id) as ModelMatch);
      const people = [...new Set(matches.flatMap((one) => [one.mentorId, one.menteeId]))];
      return [
        ...(matches.every(({ live }) => live) ? [] : ["MATCH_STATE"]),
        ...suspendedOf(life, people),
        ...(verb.startsAt > life.now ? [] : ["TIME_PASSED"]),
        ...takenFor(
          life,
          people,
          verb.startsAt,
          ({ holderId, matchId }) => holderId === "admin" && verb.matchIds.includes(matchId),
        ),
      ];
    }
    case "move": {
      const session = life.sessions.get(verb.sessionId) as ModelSession;
      const asks = verb.as === "mentee" && session.programmeId !== life.bookingId;
      return [
        ...beforeStart(life, session),
        ...(verb.startsAt > life.now ? [] : ["TIME_PASSED"]),
        ...(asks ? ["SELF_BOOKING_OFF"] : []),
        ...takenFor(life, peopleOf(session), verb.startsAt, () => false, session.id),
      ];
    }
    case "cancel":
      return beforeStart(life, life.sessions.get(verb.sessionId) as ModelSession);
    case "checkIn": {
      const session = life.sessions.get(verb.sessionId) as ModelSession;
      return [
        ...(session.state === "cancelled" || session.state === "completed" ? ["SESSION_STATE"] : []),
        ...(life.now < session.startsAt - OPENS ? ["TOO_EARLY"] : []),
        ...(life.now >= endOf(session) ? ["TOO_LATE"] : []),
      ];
    }
    case "rule": {
      const session = life.sessions.get(verb.sessionId) as ModelSession;
      const isRuled = session.state !== "scheduled" && session.state !== "in_progress";
      return [
        ...(session.state === "cancelled" || session.state === verb.outcome ? ["SESSION_STATE"] : []),
        ...(life.now < session.startsAt ? ["TOO_EARLY"] : []),
        ...(isRuled && life.now >= endOf(session) + 7 * DAY ? ["TOO_LATE"] : []),
      ];
    }
    case "confirm":
    case "refuse":
    case "withdraw":
      return (life.requests.get(verb.requestId) as ModelRequest).state === "pending" ? [] : ["SESSION_REQUEST_STATE"];
    default:
      return [];
  }
}

const suspendedOf = (life: Life, people: readonly string[]): string[] =>
  people.some((id) => life.suspended.has(id)) ? ["PERSON_SUSPENDED"] : [];

const beforeStart = (life: Life, session: ModelSession): string[] => [
  ...(session.state === "scheduled" ? [] : ["SESSION_STATE"]),
  ...(life.now < session.startsAt ? [] : ["TIME_PASSED"]),
];

const overlaps = (one: { readonly startsAt: number }, startsAt: number): boolean =>
  one.startsAt < startsAt + LENGTH && startsAt < endOf(one);

/** Whether somebody's session or hold is in the way. */
function takenFor(
  life: Life,
  people: readonly string[],
  startsAt: number,
  givesWay: (hold: ModelHold) => boolean,
  except = "",
): string[] {
  const isTheirs = (others: readonly string[]): boolean => others.some((id) => people.includes(id));
  const session = [...life.sessions.values()].some(
    (one) => one.id !== except && one.state !== "cancelled" && isTheirs(peopleOf(one)) && overlaps(one, startsAt),
  );
  const hold = [...life.holds.values()].some(
    (one) => (one.isRequest || !givesWay(one)) && isTheirs(one.people) && overlaps(one, startsAt),
  );
  return session || hold ? ["SLOT_TAKEN"] : [];
}
