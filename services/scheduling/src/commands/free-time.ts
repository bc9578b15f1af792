import type { Trx } from "@mentorship/shared/postgres";
import { DomainError } from "@mentorship/shared/errors";
import type { MentorTime } from "../domain/decisions/decision.ts";
import type { SessionRecord } from "../domain/session.ts";
import { HOUR, overlaps } from "../domain/time/instant.ts";
import { findAvailability } from "../store/availability.ts";
import { busyTimes } from "../store/busy.ts";
import { sharePeople } from "../store/people.ts";
import { slotTaken } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** A session's people and the time that it wants. */
export type Wanted = Pick<SessionRecord, "id" | "participants" | "startsAt" | "endsAt">;

// The widest buffer: nothing further away can be in the way.
const AROUND = 4 * HOUR;

/** What the mentors of the session offer and when they are taken around this time, the session itself left out. */
export async function mentorsTime(trx: Trx<SchedulingTables>, wanted: Wanted): Promise<MentorTime[]> {
  const mentors = wanted.participants.filter((person) => person.role === "mentor").map((person) => person.personId);
  const busy = await busyTimes(trx, mentors, around(wanted), wanted.id);
  const times: MentorTime[] = [];
  for (const personId of mentors) {
    const published = await findAvailability(trx, personId);
    times.push({ personId, availability: published?.availability ?? null, busy: busy.get(personId) ?? [] });
  }
  return times;
}

/** Refuses with SLOT_TAKEN when somebody of the session is taken at this time, as far as one can see without a lock. */
export async function requireFree(trx: Trx<SchedulingTables>, wanted: Wanted): Promise<void> {
  const ids = wanted.participants.map((person) => person.personId);
  const busy = await busyTimes(trx, ids, { from: wanted.startsAt, to: wanted.endsAt }, wanted.id);
  const wish = { start: wanted.startsAt, end: wanted.endsAt };
  if ([...busy.values()].flat().some((taken) => overlaps(taken, wish))) throw slotTaken();
}

/** Refuses with PERSON_SUSPENDED when somebody of the session is; nobody becomes so before the transaction ends. */
export async function requireNobodySuspended(trx: Trx<SchedulingTables>, wanted: Wanted): Promise<void> {
  const people = await sharePeople(
    trx,
    wanted.participants.map((person) => person.personId),
  );
  const suspended = [...people.values()].find((person) => person.suspended);
  if (suspended === undefined) return;
  throw new DomainError("PERSON_SUSPENDED", "a person of this session is suspended", { person_id: suspended.id });
}

const around = ({ startsAt, endsAt }: Wanted) => ({ from: startsAt - AROUND, to: endsAt + AROUND });
