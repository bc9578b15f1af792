import type { Call } from "@mentorship/shared/call";
import { DomainError, invalid, notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import { type OwnerFacts, askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { type Availability, availabilityIn } from "../domain/availability.ts";
import { freeSlots } from "../domain/free-slots.ts";
import { canSeeMatch } from "../domain/policy.ts";
import { nameOf } from "../domain/session-actions.ts";
import type { Instant } from "../domain/time/instant.ts";
import { findAvailability } from "../store/availability.ts";
import { awayTimes } from "../store/away.ts";
import { busyTimes } from "../store/busy.ts";
import { type MatchFacts, findMatch } from "../store/match-facts.ts";
import {
  type AskedSpan,
  type DescribedSlot,
  aroundSpan,
  describeSlots,
  shortestOf,
  spanOf,
  viewerZoneOf,
} from "./slot-questions.ts";

export type ListFreeSlotsInput = AskedSpan & {
  readonly matchId: string;
  /** Null: the shortest on offer. */
  readonly lengthMinutes: number | null;
  /** Empty: the caller's own. */
  readonly viewerZone: string;
};

/** The slots by time, at most a thousand, and where to ask on when there are more. */
export type SlotList = { readonly slots: readonly DescribedSlot[]; readonly moreFromAt: Instant | null };

const MOST_SLOTS = 1_000;

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
    const { mentorId, menteeId } = match;
    const now = db.now.getTime();
    const within = spanOf(input, now, 7);
    const viewerZone = await viewerZoneOf(db, call, input.viewerZone);
    const published = await findAvailability(db, mentorId);
    if (published === null) return { slots: [], moreFromAt: null };
    const availability = availabilityIn(published.availability, match.programmeId);
    const lengthMinutes = lengthOf(input, availability);
    const busy = await busyTimes(db, [mentorId, menteeId], aroundSpan(within));
    const slots = freeSlots({
      availability,
      busy: busy.get(mentorId) ?? [],
      alsoBusy: [...(busy.get(menteeId) ?? []), ...(await awayTimes(db, [menteeId], aroundSpan(within)))],
      lengthMinutes,
      now,
      ...within,
    });
    return {
      slots: describeSlots(slots.slice(0, MOST_SLOTS), [{ mentorId, zone: availability.zone }], viewerZone),
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

function lengthOf(input: ListFreeSlotsInput, availability: Availability): number {
  const offered = availability.sessionLengths;
  const length = input.lengthMinutes ?? shortestOf(availability);
  if (!offered.includes(length)) {
    const description = `must be one of the lengths on offer: ${offered.join(", ")} minutes`;
    throw invalid([{ field: "length", description }]);
  }
  return length;
}
