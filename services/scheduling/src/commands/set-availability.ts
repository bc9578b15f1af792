import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { readTenant, transact } from "@mentorship/shared/postgres";
import { putPersonRow } from "@mentorship/shared/admission";
import type { SchedulingContext } from "../context.ts";
import { isStaff } from "../domain/actor.ts";
import type { Availability } from "../domain/availability.ts";
import { requireGoodAvailability } from "../domain/availability-problems.ts";
import { canSetAvailability } from "../domain/policy.ts";
import { sessionsOutside } from "../domain/sessions-outside.ts";
import { canonicalZone } from "@mentorship/shared/zones";
import { availabilityPublishedEvent } from "../events/publish.ts";
import { type PublishedAvailability, findAvailability, putAvailability } from "../store/availability.ts";
import { type ComingSession, sessionsToCome } from "../store/mentor-sessions.ts";
import { findPeople, lockTimeOf } from "../store/people.ts";
import { findProgrammes } from "../store/programme-facts.ts";

export type SetAvailabilityInput = {
  readonly mentorId: string;
  readonly availability: Availability;
  /** The version that the change was made from; null: whatever stands is replaced. */
  readonly expectedVersion: number | null;
};

/** What stands now, and the sessions to come that it no longer covers: the first of them, and how many there are. */
export type SetAvailabilityOutcome = PublishedAvailability & {
  readonly outside: readonly ComingSession[];
  readonly outsideCount: number;
};

const MOST_TOLD = 200;

/**
 * Publishes a mentor's availability in the place of what was published. Touches no booked session. Throws PERMISSION_DENIED,
 * PERSON_UNKNOWN, ZONE_UNKNOWN, STALE_VERSION, INVALID_ARGUMENT, and NOT_FOUND for a programme that is named and does not exist.
 */
export async function setAvailability(
  ctx: SchedulingContext,
  call: Call,
  input: SetAvailabilityInput,
): Promise<SetAvailabilityOutcome> {
  const { mentorId, availability } = input;
  if (!canSetAvailability(call.actor, mentorId)) {
    throw new DomainError("PERMISSION_DENIED", "availability is published by the mentor, or by an admin");
  }
  const { canonical } = canonicalZone(availability.zone);
  requireGoodAvailability(availability);
  const isOneself = mentorId === call.actor.id;
  await requireProgrammes(ctx, call, availability);
  const person = isOneself ? undefined : await ctx.owners.person(call, mentorId);
  return transact(ctx, call, async (trx) => {
    if (person !== undefined) await putPersonRow(trx, person);
    if (!isOneself && !(await findPeople(trx, [mentorId])).has(mentorId)) {
      throw new DomainError("PERSON_UNKNOWN", "there is no such person in the directory", { person_id: mentorId });
    }
    await lockTimeOf(trx, [mentorId]);
    const before = await findAvailability(trx, mentorId);
    const standing = before?.version ?? 0;
    if (input.expectedVersion !== null && input.expectedVersion !== standing) {
      throw new DomainError("STALE_VERSION", "the availability has changed; read it again", {
        version: String(standing),
      });
    }
    const published = { mentorId, canonicalZone: canonical, version: standing + 1, availability };
    await putAvailability(trx, published);
    appendOutbox(trx, [availabilityPublishedEvent(mentorId, canonical, published.version)]);
    appendAudit(trx, {
      action: "availability.published",
      entity: { type: "availability", id: mentorId },
      before: before === null ? null : { version: before.version, ...before.availability },
      after: { version: published.version, ...availability },
    });
    const outside = sessionsOutside(availability, await sessionsToCome(trx, mentorId));
    return { ...published, outside: outside.slice(0, MOST_TOLD), outsideCount: outside.length };
  });
}

/** Refuses rules for a programme of which neither this service nor its owner knows. A draft is known to those who run it alone. */
async function requireProgrammes(ctx: SchedulingContext, call: Call, { programmes }: Availability): Promise<void> {
  const ids = programmes.map((rules) => rules.programmeId);
  if (ids.length === 0) return;
  const known = await readTenant(ctx, call.tenantId, (db) => findProgrammes(db, ids));
  const missing = ids.filter((id) => !known.has(id));
  const told = await Promise.all(missing.map((id) => ctx.owners.programme(call, id)));
  const found = new Map([...known.values(), ...told.filter((one) => one !== undefined)].map((one) => [one.id, one]));
  const unknown = ids.find((id) => {
    const programme = found.get(id);
    return programme === undefined || (programme.state === "draft" && !isStaff(call.actor));
  });
  if (unknown !== undefined) throw notFound("programme", unknown);
}
