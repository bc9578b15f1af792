import { invalid, notFound } from "@mentorship/shared/errors";
import type { Actor } from "../domain/actor.ts";
import { type BookingRequest, DEFAULT_LENGTH_MINUTES, bookSession } from "../domain/decisions/book.ts";
import type { SessionDecision } from "../domain/decisions/decision.ts";
import { type Hold, givesWay } from "../domain/hold.ts";
import type { SessionDetails, SessionRecord } from "../domain/session.ts";
import { type Interval, MINUTE } from "../domain/time/instant.ts";
import { type BookingOf, factsOf } from "./booking-ground.ts";
import { type BookingSight, mentorIdsOf } from "./booking-sight.ts";
import { type TakenTimes, type Wanted, mentorsTime, requireFree, requireNobodySuspended } from "./free-time.ts";
import { type AskedStart, timeOf } from "./meeting-time.ts";

/** A session that is wanted. Null stands for what was not given. */
export type BookingOrder = Omit<SessionDetails, "provider" | "phaseId" | "notesVisibleTo"> & {
  readonly of: BookingOf;
  readonly start: AskedStart;
  readonly lengthMinutes: number | null;
  readonly notesVisibleTo: SessionDetails["notesVisibleTo"] | null;
  /** The caller's own hold that becomes the session. Null: whichever they have of the same people and time. */
  readonly holdId: string | null;
  readonly series: SessionRecord["series"];
};

/** A booking that is asked for, and how it is decided on what is seen of the world. */
export type BookingPlan = {
  readonly wanted: Wanted;
  readonly matchIds: readonly string[];
  readonly personIds: readonly string[];
  /** The decision of the domain, if nobody is suspended and everybody free. Throws what it does, PERSON_SUSPENDED and SLOT_TAKEN. */
  readonly decideOn: (sight: BookingSight, taken: TakenTimes) => SessionDecision;
  /** Which of these holds become the session. Throws NOT_FOUND and INVALID_ARGUMENT for a hold that was named and does not fit. */
  readonly givingWay: (own: readonly Hold[]) => string[];
};

/** Who books, when, for which id and request, with the zone that an instant is meant in. */
export type PlanFor = {
  readonly id: string;
  readonly zone: string;
  readonly actor: Actor;
  readonly now: Date;
  readonly requestId: string | null;
};

/** What an order comes to. Throws the refusals of local times. */
export function planOf(order: BookingOrder, { ground }: BookingSight, by: PlanFor): BookingPlan {
  const { of: _of, start, lengthMinutes, holdId, ...details } = order;
  const { endsAt: _end, ...time } = timeOf(start, DEFAULT_LENGTH_MINUTES, by.zone);
  const request: BookingRequest = {
    ...details,
    ...time,
    id: by.id,
    programmeId: ground.programme.id,
    participants: ground.participants,
    lengthMinutes,
    provider: null,
    phaseId: null,
  };
  const wanted = { ...request, endsAt: request.startsAt + (lengthMinutes ?? DEFAULT_LENGTH_MINUTES) * MINUTE };
  const matchIds = ground.matches.map((match) => match.id);
  const now = by.now.getTime();
  return {
    wanted,
    matchIds,
    personIds: ground.participants.map((person) => person.personId),
    decideOn(sight, taken) {
      const facts = { ...factsOf(sight.ground), mentors: mentorsTime(sight.offers, taken) };
      const decision = bookSession(request, facts, by.actor, now);
      requireNobodySuspended(sight.ground.people);
      requireFree(wanted, taken);
      return decision;
    },
    givingWay: (own) => idsGivingWay(own, { ...wanted, matchIds, holdId, now }, by.requestId),
  };
}

/** The time that is asked for, where that needs no zone to be known. */
export function expectedTime({ start, lengthMinutes }: BookingOrder): Interval | null {
  if (!("at" in start)) return null;
  return { start: start.at, end: start.at + (lengthMinutes ?? DEFAULT_LENGTH_MINUTES) * MINUTE };
}

/** The zone that an instant is meant in, as far as it was seen: the first mentor's. */
export function zoneSeen({ ground, offers }: Pick<BookingSight, "ground" | "offers">): string | undefined {
  const [mentorId = ""] = mentorIdsOf(ground.participants);
  return offers.get(mentorId)?.zone ?? ground.people.get(mentorId)?.zone;
}

type AskedHold = Parameters<typeof givesWay>[1] & { readonly holdId: string | null; readonly now: number };

function idsGivingWay(own: readonly Hold[], asked: AskedHold, requestId: string | null): string[] {
  if (asked.holdId !== null) {
    const hold = own.find((one) => one.id === asked.holdId && one.expiresAt > asked.now);
    if (hold === undefined) throw notFound("hold", asked.holdId);
    const isSame = givesWay(hold, asked) && hold.startsAt === asked.startsAt && hold.endsAt === asked.endsAt;
    if (!isSame)
      throw invalid([{ field: "hold_id", description: "must hold the time of this session, for its match" }]);
  }
  const ids = own.filter((hold) => hold.kind === "hold" && givesWay(hold, asked)).map((hold) => hold.id);
  return requestId === null ? ids : [...ids, requestId];
}
