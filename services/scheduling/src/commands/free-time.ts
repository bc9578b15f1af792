import { DomainError } from "@mentorship/shared/errors";
import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Availability, availabilityIn } from "../domain/availability.ts";
import type { MentorTime } from "../domain/decisions/decision.ts";
import type { SessionRecord } from "../domain/session.ts";
import { HOUR, type Interval, overlaps } from "../domain/time/instant.ts";
import { findAvailability } from "../store/availability.ts";
import { busyTimes } from "../store/busy.ts";
import type { Person } from "../store/people.ts";
import { slotTaken } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** A session's people and the time that it wants. */
export type Wanted = Pick<SessionRecord, "id" | "programmeId" | "participants" | "startsAt" | "endsAt">;

/** When everybody of a session is taken around the time that it wants, the session itself left out. */
export type TakenTimes = ReadonlyMap<string, readonly Interval[]>;

// The widest buffer: nothing further away can be in the way.
const AROUND = 4 * HOUR;

/** The time within which whatever takes somebody may be in the way of a wish. */
export const around = ({ start, end }: Interval): Interval => ({ start: start - AROUND, end: end + AROUND });

/** What the mentors of a session offer in its programme, by their ids; null where they have published nothing. */
export async function offersOf(
  trx: Db<SchedulingTables>,
  { participants, programmeId }: Pick<SessionRecord, "participants" | "programmeId">,
): Promise<Map<string, Availability | null>> {
  const offers = new Map<string, Availability | null>();
  for (const { personId, role } of participants) {
    if (role !== "mentor") continue;
    const published = await findAvailability(trx, personId);
    offers.set(personId, published === null ? null : availabilityIn(published.availability, programmeId));
  }
  return offers;
}

/** When everybody of the session is taken, as far as this transaction can see. `yielding`: holds that give way to the session. */
export function takenTimes(
  trx: Trx<SchedulingTables>,
  wanted: Wanted,
  yielding: readonly string[] = [],
): Promise<TakenTimes> {
  const { start, end } = around({ start: wanted.startsAt, end: wanted.endsAt });
  return busyTimes(
    trx,
    wanted.participants.map((person) => person.personId),
    { from: start, to: end },
    [wanted.id, ...yielding],
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
