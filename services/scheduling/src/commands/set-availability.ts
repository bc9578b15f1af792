import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import { putPersonRow } from "@mentorship/shared/admission";
import type { SchedulingContext } from "../context.ts";
import { type Availability, requireGoodAvailability } from "../domain/availability.ts";
import { canSetAvailability } from "../domain/policy.ts";
import { canonicalZone } from "@mentorship/shared/zones";
import { availabilityPublishedEvent } from "../events/publish.ts";
import { type PublishedAvailability, findAvailability, putAvailability } from "../store/availability.ts";
import { findPeople, lockTimeOf } from "../store/people.ts";

export type SetAvailabilityInput = {
  readonly mentorId: string;
  readonly availability: Availability;
  /** The version that the change was made from; null: whatever stands is replaced. */
  readonly expectedVersion: number | null;
};

/**
 * Publishes a mentor's availability in the place of what was published. Touches no booked session. Throws PERMISSION_DENIED,
 * PERSON_UNKNOWN, ZONE_UNKNOWN, STALE_VERSION, INVALID_ARGUMENT.
 */
export async function setAvailability(
  ctx: SchedulingContext,
  call: Call,
  input: SetAvailabilityInput,
): Promise<PublishedAvailability> {
  const { mentorId, availability } = input;
  if (!canSetAvailability(call.actor, mentorId)) {
    throw new DomainError("PERMISSION_DENIED", "availability is published by the mentor, or by an admin");
  }
  const { canonical } = canonicalZone(availability.zone);
  requireGoodAvailability(availability);
  const isOneself = mentorId === call.actor.id;
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
    return published;
  });
}
