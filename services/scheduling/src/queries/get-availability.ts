import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { canListSlots } from "../domain/policy.ts";
import { type PublishedAvailability, findAvailability } from "../store/availability.ts";
import { hasAcceptedMatch } from "../store/match-facts.ts";
import { findPeople, tenantZone } from "../store/people.ts";

/** What a mentor has published, or the zone in which they have published nothing. */
export type FoundAvailability = PublishedAvailability | { readonly mentorId: string; readonly zone: string };

/** Reads a mentor's availability. Throws NOT_FOUND for whoever may not see it, and for who is not in the directory. */
export async function getAvailability(
  ctx: SchedulingContext,
  call: Call,
  mentorId: string,
): Promise<FoundAvailability> {
  const found = await readTenant(ctx, call.tenantId, async (db) => {
    const accepted = await hasAcceptedMatch(db, { mentorId, menteeId: call.actor.id });
    if (!canListSlots(call.actor, mentorId, { hasAcceptedMatch: accepted })) throw notFound("availability", mentorId);
    const published = await findAvailability(db, mentorId);
    const person = (await findPeople(db, [mentorId])).get(mentorId);
    return { published, zone: person?.zone, tenantZone: await tenantZone(db) };
  });
  if (found.published !== null) return found.published;
  const zone = found.zone ?? (await zoneOfStranger(ctx, call, mentorId)) ?? found.tenantZone;
  return { mentorId, zone };
}

/** Of whom nothing has been heard the owner knows; undefined for a caller who needs no row there, such as an admin. */
async function zoneOfStranger(ctx: SchedulingContext, call: Call, personId: string): Promise<string | undefined> {
  const person = await ctx.owners.person(call, personId);
  if (person === undefined && personId !== call.actor.id) throw notFound("availability", personId);
  return person?.zone;
}
