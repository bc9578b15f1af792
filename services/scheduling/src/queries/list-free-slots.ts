import type { Call } from "@mentorship/shared/call";
import { DomainError, invalid, notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import { type OwnerFacts, askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { freeSlots, slotInZone, type SlotInZone } from "../domain/free-slots.ts";
import { canSeeMatch } from "../domain/policy.ts";
import { nameOf } from "../domain/session-actions.ts";
import { DAY, HOUR, type Instant } from "../domain/time/instant.ts";
import { canonicalZone } from "@mentorship/shared/zones";
import { type PublishedAvailability, findAvailability } from "../store/availability.ts";
import { busyTimes } from "../store/busy.ts";
import { type MatchFacts, findMatch } from "../store/match-facts.ts";
import { findPeople, tenantZone } from "../store/people.ts";

export type ListFreeSlotsInput = {
  readonly matchId: string;
  /** Null: the tenant's now. */
  readonly fromAt: Instant | null;
  /** Null: a week behind `fromAt`. */
  readonly toAt: Instant | null;
  /** Null: the shortest on offer. */
  readonly lengthMinutes: number | null;
  /** Empty: the caller's own. */
  readonly viewerZone: string;
};

export type DescribedSlot = { readonly mentor: SlotInZone; readonly viewer: SlotInZone };

/** The slots by time, at most a thousand, and where to ask on when there are more. */
export type SlotList = { readonly slots: readonly DescribedSlot[]; readonly moreFromAt: Instant | null };

const MOST_SLOTS = 1_000;
const MOST_DAYS = 31;

/** Times at which a match could meet; advice, since only a booking decides. Throws NOT_FOUND, MATCH_STATE, ZONE_UNKNOWN, INVALID_ARGUMENT. */
export function listFreeSlots(ctx: SchedulingContext, call: Call, input: ListFreeSlotsInput): Promise<SlotList> {
  return askingOwners(
    ctx,
    call,
    () => input.matchId,
    (fresh) => slotsOf(ctx, call, input, fresh),
  );
}

function slotsOf(ctx: SchedulingContext, call: Call, input: ListFreeSlotsInput, fresh: OwnerFacts): Promise<SlotList> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const match = newer(await findMatch(db, input.matchId), fresh.match);
    if (match === undefined || !canSeeMatch(call.actor, match)) throw notFound("match", input.matchId);
    requireAccepted(match);
    const now = db.now.getTime();
    const within = spanOf(input, now);
    const viewer = canonicalZone(
      input.viewerZone || (await findPeople(db, [call.actor.id])).get(call.actor.id)?.zone || (await tenantZone(db)),
    ).given;
    const published = await findAvailability(db, match.mentorId);
    if (published === null) return { slots: [], moreFromAt: null };
    const lengthMinutes = lengthOf(input, published);
    const around = { from: within.from - 4 * HOUR, to: within.to + 8 * HOUR };
    const busy = await busyTimes(db, [match.mentorId, match.menteeId], around);
    const slots = freeSlots({
      availability: published.availability,
      busy: busy.get(match.mentorId) ?? [],
      alsoBusy: busy.get(match.menteeId) ?? [],
      lengthMinutes,
      now,
      ...within,
    });
    return {
      slots: slots.slice(0, MOST_SLOTS).map((slot) => ({
        mentor: slotInZone(slot, published.availability.zone),
        viewer: slotInZone(slot, viewer),
      })),
      moreFromAt: slots[MOST_SLOTS]?.startsAt ?? null,
    };
  });
}

const newer = (known: MatchFacts | undefined, told: MatchFacts | undefined): MatchFacts | undefined =>
  known === undefined || (told !== undefined && told.version > known.version) ? told : known;

function requireAccepted(match: MatchFacts): void {
  if (match.state === "accepted") return;
  const state = nameOf(match.state);
  throw new DomainError("MATCH_STATE", `only an accepted match meets; this one is ${match.state}`, {
    state,
    allowed_actions: "",
  });
}

function spanOf(input: ListFreeSlotsInput, now: Instant): { from: Instant; to: Instant } {
  const from = input.fromAt ?? now;
  const to = input.toAt ?? from + 7 * DAY;
  if (to <= from || to - from > MOST_DAYS * DAY) {
    throw invalid([{ field: "to_at", description: `must be after from_at, at most ${MOST_DAYS} days behind it` }]);
  }
  return { from, to };
}

function lengthOf(input: ListFreeSlotsInput, { availability }: PublishedAvailability): number {
  const offered = availability.sessionLengths;
  const length = input.lengthMinutes ?? Math.min(...offered);
  if (!offered.includes(length)) {
    const description = `must be one of the lengths on offer: ${offered.join(", ")} minutes`;
    throw invalid([{ field: "length", description }]);
  }
  return length;
}
