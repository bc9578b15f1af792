import type { Call } from "@mentorship/shared/call";
import { invalid, notFound } from "@mentorship/shared/errors";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { isStaff } from "../domain/actor.ts";
import { type Availability, availabilityIn } from "../domain/availability.ts";
import { type SlotOfSome, type SlotQuestion, slotsOfAll, slotsOfAny } from "../domain/free-slots.ts";
import { hiddenFrom } from "../domain/policy.ts";
import { findAvailabilities } from "../store/availability.ts";
import { awayTimes } from "../store/away.ts";
import { busyTimes } from "../store/busy.ts";
import { acceptedPartners } from "../store/match-facts.ts";
import { findPeople } from "../store/people.ts";
import type { SchedulingTables } from "../store/tables.ts";
import type { SlotList } from "./list-free-slots.ts";
import {
  type AskedSpan,
  type DescribedSlot,
  aroundSpan,
  describeSlots,
  shortestOf,
  spanOf,
  viewerZoneOf,
} from "./slot-questions.ts";

export type ListSharedSlotsInput = AskedSpan & {
  readonly mentorIds: readonly string[];
  /** `all`: together, `any`: at least one. */
  readonly quorum: "all" | "any";
  /** Empty: the caller, when a mentee. */
  readonly learnerIds: readonly string[];
  /** Null: the general rules. */
  readonly programmeId: string | null;
  /** Null: the shortest on offer. */
  readonly lengthMinutes: number | null;
  readonly viewerZone: string;
};

const MOST_SLOTS = 1_000;

/** Times at which all or any of several mentors could meet these learners. Throws NOT_FOUND, ZONE_UNKNOWN, INVALID_ARGUMENT. */
export function listSharedSlots(ctx: SchedulingContext, call: Call, input: ListSharedSlotsInput): Promise<SlotList> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const { mentorIds, quorum } = input;
    const learnerIds = learnersOf(call, input);
    await requireSeen(db, call, mentorIds, learnerIds);
    const now = db.now.getTime();
    const within = spanOf(input, now, 7);
    const viewerZone = await viewerZoneOf(db, call, input.viewerZone);
    const offers = await offersOf(db, input, learnerIds);
    const lengths = lengthsOf(call, input, offers);
    const people = [...new Set([...mentorIds, ...learnerIds])];
    const busy = await busyTimes(db, people, aroundSpan(within));
    const away = await awayTimes(db, learnerIds, aroundSpan(within));
    const alsoBusy = [...learnerIds.flatMap((id) => busy.get(id) ?? []), ...away];
    const asked = offers.filter(({ mentorId }) => lengths.has(mentorId));
    const questions = asked.map(
      ({ mentorId, availability }): SlotQuestion => ({
        availability,
        busy: busy.get(mentorId) ?? [],
        alsoBusy,
        lengthMinutes: lengths.get(mentorId) as number,
        now,
        ...within,
      }),
    );
    if (quorum === "any") return pageOf(slotsOfAny(questions), asked, viewerZone);
    const everybody = asked.map((_, place) => place);
    const together = asked.length === mentorIds.length ? slotsOfAll(questions) : [];
    return pageOf(
      together.map((slot) => ({ ...slot, who: everybody })),
      asked,
      viewerZone,
    );
  });
}

type Offer = { readonly mentorId: string; readonly availability: Availability };

function learnersOf({ actor }: Call, { learnerIds }: ListSharedSlotsInput): readonly string[] {
  if (learnerIds.length > 0) return learnerIds;
  const isMentee = actor.kind === "person" && actor.roles.includes("mentee") && !actor.roles.includes("mentor");
  return isMentee && !isStaff(actor) ? [actor.id] : [];
}

async function requireSeen(
  db: Db<SchedulingTables>,
  { actor }: Call,
  mentorIds: readonly string[],
  learnerIds: readonly string[],
): Promise<void> {
  const partners = {
    asMentor: await acceptedPartners(db, { id: actor.id, role: "mentor" }, learnerIds),
    asMentee: await acceptedPartners(db, { id: actor.id, role: "mentee" }, mentorIds),
  };
  const hidden = hiddenFrom(actor, { mentorIds, learnerIds, partners });
  if (hidden !== undefined) throw notFound("person", hidden);
}

/** What the mentors offer in the programme, in the order asked. Nobody meets a suspended mentor, and nobody a suspended learner. */
async function offersOf(
  db: Db<SchedulingTables>,
  { mentorIds, programmeId }: ListSharedSlotsInput,
  learnerIds: readonly string[],
): Promise<Offer[]> {
  const people = await findPeople(db, [...mentorIds, ...learnerIds]);
  if (learnerIds.some((id) => people.get(id)?.suspended === true)) return [];
  const published = await findAvailabilities(db, mentorIds);
  return mentorIds.flatMap((mentorId) => {
    const found = published.get(mentorId);
    if (found === undefined || people.get(mentorId)?.suspended === true) return [];
    return [{ mentorId, availability: availabilityIn(found.availability, programmeId) }];
  });
}

/** How long a session with each mentor would be, minutes. With `any`, who does not offer the length is left out. */
function lengthsOf(call: Call, input: ListSharedSlotsInput, offers: readonly Offer[]): Map<string, number> {
  const { lengthMinutes, quorum } = input;
  const offer = (length: number) => offers.filter(({ availability }) => availability.sessionLengths.includes(length));
  const each = (of: readonly Offer[], length: number) => new Map(of.map(({ mentorId }) => [mentorId, length]));
  if (lengthMinutes === null && quorum === "any") {
    return new Map(offers.map(({ mentorId, availability }) => [mentorId, shortestOf(availability)]));
  }
  const offered = [...new Set(offers.flatMap(({ availability }) => availability.sessionLengths))];
  const shared = offered.filter((length) => offer(length).length === offers.length).sort((a, b) => a - b);
  const length = lengthMinutes ?? shared[0];
  if (offers.length === 0) return new Map();
  if (length === undefined) {
    throw invalid([{ field: "length", description: "must be given: no length is on offer by all of these mentors" }]);
  }
  // Mentors and staff book any length; whoever books by themselves keeps to what is on offer.
  if (isStaff(call.actor) || call.actor.roles.includes("mentor")) return each(offers, length);
  const choice = quorum === "any" ? offered.sort((a, b) => a - b) : shared;
  if (!choice.includes(length)) {
    const description = `must be one of the lengths on offer: ${choice.join(", ")} minutes`;
    throw invalid([{ field: "length", description }]);
  }
  return each(offer(length), length);
}

/** The first thousand, cut before a start of which only some would be told. */
function pageOf(slots: readonly SlotOfSome[], offers: readonly Offer[], viewerZone: string): SlotList {
  const moreFromAt = slots[MOST_SLOTS]?.startsAt ?? null;
  const page = slots.slice(0, MOST_SLOTS).filter((slot) => moreFromAt === null || slot.startsAt < moreFromAt);
  const mentors = offers.map(({ mentorId, availability }) => ({ mentorId, zone: availability.zone }));
  const described = describeSlots(page, mentors, viewerZone);
  return {
    slots: described.map((one, index) => ({
      ...one,
      mentors: (page[index] as SlotOfSome).who.map((place) => one.mentors[place] as DescribedSlot["mentors"][number]),
    })),
    moreFromAt,
  };
}
