import { invalid } from "@mentorship/shared/errors";
import type { Db } from "@mentorship/shared/postgres";
import { canonicalZone } from "@mentorship/shared/zones";
import type { Call } from "@mentorship/shared/call";
import type { Availability } from "../domain/availability.ts";
import type { Slot } from "../domain/free-slots.ts";
import { type SlotSide, slotSides } from "../domain/slot-zones.ts";
import { DAY, HOUR, type Instant } from "../domain/time/instant.ts";
import { findPeople, tenantZone } from "../store/people.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** The time that slots are looked for in. Null: the tenant's now, and so many days behind the beginning. */
export type AskedSpan = { readonly fromAt: Instant | null; readonly toAt: Instant | null };

export type Span = { readonly from: Instant; readonly to: Instant };

const MOST_DAYS = 31;

/** The span that was asked for. Throws INVALID_ARGUMENT when it is none, or longer than 31 days. */
export function spanOf({ fromAt, toAt }: AskedSpan, now: Instant, unsetDays: number): Span {
  const from = fromAt ?? now;
  const to = toAt ?? from + unsetDays * DAY;
  if (to <= from || to - from > MOST_DAYS * DAY) {
    throw invalid([{ field: "to_at", description: `must be after from_at, at most ${MOST_DAYS} days behind it` }]);
  }
  return { from, to };
}

/** Where to look for what is in the way of slots that begin in a span: buffers and lengths reach beyond it. */
export const aroundSpan = ({ from, to }: Span): Span => ({ from: from - 4 * HOUR, to: to + 8 * HOUR });

/** The zone to show times in: the one asked for, else the caller's, else the tenant's. Throws ZONE_UNKNOWN. */
export async function viewerZoneOf(db: Db<SchedulingTables>, call: Call, asked: string): Promise<string> {
  const own = async () => (await findPeople(db, [call.actor.id])).get(call.actor.id)?.zone ?? (await tenantZone(db));
  return canonicalZone(asked || (await own())).given;
}

/** The shortest length that the mentor offers, minutes. */
export const shortestOf = (availability: Availability): number => Math.min(...availability.sessionLengths);

/** A slot as the viewer sees it, and as each of the mentors does who are free at it. */
export type DescribedSlot = {
  readonly slot: Slot;
  readonly viewer: SlotSide;
  readonly mentors: readonly { readonly mentorId: string; readonly side: SlotSide }[];
};

/** Slots of the same mentors, sorted by their starts, with the times on everybody's wall. */
export function describeSlots(
  slots: readonly Slot[],
  mentors: readonly { readonly mentorId: string; readonly zone: string }[],
  viewerZone: string,
): DescribedSlot[] {
  const columns = mentors.map(({ mentorId, zone }) => ({ mentorId, sides: slotSides(slots, zone) }));
  const viewers = slotSides(slots, viewerZone);
  return slots.map((slot, index) => ({
    slot,
    viewer: viewers[index] as SlotSide,
    mentors: columns.map(({ mentorId, sides }) => ({ mentorId, side: sides[index] as SlotSide })),
  }));
}
