import { DomainError } from "@mentorship/shared/errors";
import type { Trx } from "@mentorship/shared/postgres";
import type { Availability } from "../domain/availability.ts";
import type { MentorTime } from "../domain/decisions/decision.ts";
import type { SessionRecord } from "../domain/session.ts";
import { HOUR, type Interval, overlaps } from "../domain/time/instant.ts";
import { findAvailability } from "../store/availability.ts";
import { busyTimes } from "../store/busy.ts";
import type { Person } from "../store/people.ts";
import { slotTaken } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** A session's people and the time that it wants. */
export type Wanted = Pick<SessionRecord, "id" | "participants" | "startsAt" | "endsAt">;

/** When everybody of a session is taken around the time that it wants, the session itself left out. */
export type TakenTimes = ReadonlyMap<string, readonly Interval[]>;

// The widest buffer: nothing further away can be in the way.
const AROUND = 4 * HOUR;

/** What the mentors of a session have published, by their ids; null where they have published nothing. */
export async function offersOf(
  trx: Trx<SchedulingTables>,
  { participants }: Pick<Wanted, "participants">,
): Promise<Map<string, Availability | null>> {
  const offers = new Map<string, Availability | null>();
  for (const { personId, role } of participants) {
    if (role === "mentor") offers.set(personId, (await findAvailability(trx, personId))?.availability ?? null);
  }
  return offers;
}

/** When everybody of the session is taken, as far as this transaction can see. */
export function takenTimes(trx: Trx<SchedulingTables>, wanted: Wanted): Promise<TakenTimes> {
  const within = { from: wanted.startsAt - AROUND, to: wanted.endsAt + AROUND };
  return busyTimes(
    trx,
    wanted.participants.map((person) => person.personId),
    within,
    wanted.id,
  );
}

/** What each mentor offers and when they are taken, as decisions are given it. */
export function mentorsTime(offers: ReadonlyMap<string, Availability | null>, taken: TakenTimes): MentorTime[] {
  return [...offers].map(([personId, availability]) => ({
    personId,
    availability,
    busy: taken.get(personId) ?? [],
  }));
}

/** Refuses with SLOT_TAKEN when somebody of the session is taken at the very time. */
export function requireFree(wanted: Wanted, taken: TakenTimes): void {
  const wish = { start: wanted.startsAt, end: wanted.endsAt };
  if ([...taken.values()].flat().some((one) => overlaps(one, wish))) throw slotTaken();
}

/** Refuses with PERSON_SUSPENDED when one of these people is. */
export function requireNobodySuspended(people: ReadonlyMap<string, Person>): void {
  const suspended = [...people.values()].find((person) => person.suspended);
  if (suspended === undefined) return;
  throw new DomainError("PERSON_SUSPENDED", "a person of this session is suspended", { person_id: suspended.id });
}
