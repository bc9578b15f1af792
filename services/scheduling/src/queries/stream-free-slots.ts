import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { availabilityIn } from "../domain/availability.ts";
import { freeSlots } from "../domain/free-slots.ts";
import type { Instant } from "../domain/time/instant.ts";
import { findAvailabilities, listPublishers } from "../store/availability.ts";
import { busyTimes } from "../store/busy.ts";
import { findPeople } from "../store/people.ts";
import {
  type AskedSpan,
  type DescribedSlot,
  type Span,
  aroundSpan,
  describeSlots,
  shortestOf,
  spanOf,
  viewerZoneOf,
} from "./slot-questions.ts";

export type StreamFreeSlotsInput = AskedSpan & {
  /** Empty: every mentor who has published. */
  readonly mentorIds: readonly string[];
  /** Only ids behind this one, by their bytes. */
  readonly afterMentorId: string;
  readonly programmeId: string | null;
  /** Null: the shortest of each mentor. */
  readonly lengthMinutes: number | null;
  readonly viewerZone: string;
};

export type MentorSlots = { readonly mentorId: string; readonly slots: readonly DescribedSlot[] };

const MOST_MENTORS = 500;
const UNSET_DAYS = 28;
// So many are read in one snapshot: a part of the answer leaves before the next is read, and no transaction lasts long.
const AT_ONCE = 25;

/** The free slots of many mentors, one after the other by id, all seen from one moment. Throws ZONE_UNKNOWN and INVALID_ARGUMENT first. */
export async function* streamFreeSlots(
  ctx: SchedulingContext,
  call: Call,
  input: StreamFreeSlotsInput,
  signal: AbortSignal,
): AsyncGenerator<MentorSlots> {
  const frame = await readTenant(ctx, call.tenantId, async (db) => {
    const now = db.now.getTime();
    const within = spanOf(input, now, UNSET_DAYS);
    const viewerZone = await viewerZoneOf(db, call, input.viewerZone);
    const publishers = () => listPublishers(db, { after: input.afterMentorId, limit: MOST_MENTORS });
    return { now, within, viewerZone, ids: input.mentorIds.length === 0 ? await publishers() : named(input) };
  });
  for (let at = 0; at < frame.ids.length && !signal.aborted; at += AT_ONCE) {
    yield* await slotsOf(ctx, call, input, { ...frame, ids: frame.ids.slice(at, at + AT_ONCE) });
  }
}

type Frame = {
  readonly now: Instant;
  readonly within: Span;
  readonly viewerZone: string;
  readonly ids: readonly string[];
};

function named({ mentorIds, afterMentorId }: StreamFreeSlotsInput): string[] {
  const after = Buffer.from(afterMentorId);
  const keyed = mentorIds.map((id) => ({ id, bytes: Buffer.from(id) }));
  const wanted = keyed.filter(({ bytes }) => Buffer.compare(bytes, after) > 0);
  return wanted.sort((one, other) => Buffer.compare(one.bytes, other.bytes)).map(({ id }) => id);
}

function slotsOf(
  ctx: SchedulingContext,
  call: Call,
  { programmeId, lengthMinutes }: StreamFreeSlotsInput,
  { now, within, viewerZone, ids }: Frame,
): Promise<MentorSlots[]> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const published = await findAvailabilities(db, ids);
    const busy = await busyTimes(db, [...published.keys()], aroundSpan(within));
    const people = await findPeople(db, [...published.keys()]);
    return ids.flatMap((mentorId): MentorSlots[] => {
      const found = published.get(mentorId);
      if (found === undefined) return [];
      if (people.get(mentorId)?.suspended === true) return [{ mentorId, slots: [] }];
      const availability = availabilityIn(found.availability, programmeId);
      const length = lengthMinutes ?? shortestOf(availability);
      const asked = { availability, busy: busy.get(mentorId) ?? [], lengthMinutes: length, now, ...within };
      return [
        { mentorId, slots: describeSlots(freeSlots(asked), [{ mentorId, zone: availability.zone }], viewerZone) },
      ];
    });
  });
}
