import { DomainError } from "@mentorship/shared/errors";
import type { Trx } from "@mentorship/shared/postgres";
import type { Call } from "@mentorship/shared/call";
import type { SchedulingContext } from "../context.ts";
import type { Hold } from "../domain/hold.ts";
import { clearExpired, lockHolds, removeHolds } from "../store/holds.ts";
import { type Session, settingsOf } from "../store/load-sessions.ts";
import { lockTimeOf, tenantZone } from "../store/people.ts";
import type { ProgrammeFacts } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import { auditHold } from "./audit-hold.ts";
import type { Ground } from "./booking-ground.ts";
import { type BookingOrder, type BookingPlan, expectedTime, planOf, zoneSeen } from "./booking-plan.ts";
import { type BookingSight, glanceAt, mentorIdsOf, shareGround, sightOf } from "./booking-sight.ts";
import { takenTimes } from "./free-time.ts";
import { keepSession } from "./keep-session.ts";
import { type Wish, isAboutTime, nearestAmong, withNearestStarts } from "./nearest-free.ts";

export type { BookingOrder };

/** How a booking comes about. `isLocked`: the caller holds all its locks. */
export type BookingHow = {
  /** The request whose hold becomes the session. */
  readonly requestId?: string;
  readonly isLocked?: boolean;
  /** What it was decided on a moment ago, outside the transaction. */
  readonly seen?: BookingSight | undefined;
};

/**
 * Decides a booking on what one round trip shows, so that whoever is refused anyway, as all but one of a storm are, opens no transaction.
 * Answers what was seen; undefined where only a transaction can tell. Throws what `placeBooking` does, with the nearest free starts.
 */
export async function foresee(
  ctx: SchedulingContext,
  call: Call,
  order: BookingOrder,
): Promise<BookingSight | undefined> {
  const seen = await glanceAt(ctx, call, order.of, expectedTime(order));
  const zone = seen && zoneSeen(seen);
  if (seen === undefined || zone === undefined) return undefined;
  const by = { id: ctx.data.newId(), zone, actor: call.actor, now: seen.now, requestId: null };
  const plan = planOf(order, seen, by);
  const taken = seen.taken(plan.wanted, plan.givingWay(seen.own));
  if (taken === undefined) return undefined;
  try {
    plan.decideOn(seen, taken);
  } catch (error) {
    if (!(error instanceof DomainError) || !isAboutTime(error)) throw error;
    const busy = seen.taken(plan.wanted) ?? taken;
    throw withNearestStarts(error, nearestAmong(plan.wanted, seen.offers, busy, seen.now));
  }
  return seen;
}

/**
 * Books a session within a transaction: decides once without a lock, unless that was done, so that whoever is refused anyway holds up
 * nobody, and again under the locks. Holds of the caller, and that of `requestId`, become the session. Throws what `bookSession` of the
 * domain does, and SLOT_TAKEN.
 */
export async function placeBooking(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  order: BookingOrder,
  onWish: (wish: Wish) => void,
  how: BookingHow = {},
): Promise<Session> {
  const isLocked = how.isLocked === true;
  const requestId = how.requestId ?? null;
  const seen = how.seen ?? (await sightOf(trx, order.of, expectedTime(order)));
  const zone = zoneSeen(seen) ?? (await tenantZone(trx));
  const plan = planOf(order, seen, { id: ctx.data.newId(), zone, actor: trx.call.actor, now: trx.now, requestId });
  const { wanted, personIds } = plan;
  onWish(wanted);
  const yielding = plan.givingWay(seen.own);
  if (!isLocked) {
    if (how.seen === undefined) await decide(trx, plan, seen, yielding);
    // Match and people before anybody's time: whoever ends a match, suspends or moves locks in an order that fits this one.
    await shareGround(trx, order.of, personIds);
    await lockTimeOf(trx, personIds);
  }
  const locked = await lockYielding(trx, seen.ground, yielding, requestId);
  const giving = plan.givingWay(locked);
  const isCurrent = isLocked && yielding.length === 0;
  const sight = isCurrent ? seen : await sightOf(trx, order.of, { start: wanted.startsAt, end: wanted.endsAt });
  const decided = await decide(trx, plan, sight, giving);
  await removeHolds(trx, giving);
  for (const hold of locked.filter((one) => giving.includes(one.id))) auditHold(trx, "booked", hold);
  if (sight.mayHaveEnded(wanted)) await clearExpired(trx, personIds, wanted);
  const booked = await keepSession(ctx, trx, unborn(decided.record, sight.ground.programme), decided, {
    action: "session.scheduled",
    isNew: true,
    written: { title: order.title, agenda: order.agenda, objectives: order.objectives.join("\n") },
  });
  return (await advanceSession(ctx, trx, booked)).session;
}

async function decide(trx: Trx<SchedulingTables>, plan: BookingPlan, sight: BookingSight, giving: readonly string[]) {
  return plan.decideOn(sight, sight.taken(plan.wanted, giving) ?? (await takenTimes(trx, plan.wanted, giving)));
}

/** Holds that nobody else changes until the transaction ends; none, where there was none to be seen. */
async function lockYielding(
  trx: Trx<SchedulingTables>,
  ground: Ground,
  seen: readonly string[],
  requestId: string | null,
): Promise<Hold[]> {
  if (seen.length === 0) return [];
  const mentorIds = mentorIdsOf(ground.participants);
  const own = await lockHolds(trx, { holderId: trx.call.actor.id, mentorIds });
  return requestId === null ? own : [...own, ...(await lockHolds(trx, { id: requestId }))];
}

/** What a session is before there is a row of it. Only video sessions get a link. */
const unborn = (record: Session["record"], programme: ProgrammeFacts): Session => ({
  record,
  evidence: [],
  sent: [],
  programme,
  settings: settingsOf(programme),
  link: { state: record.modality === "video" ? "pending" : "none", version: 0 },
  outcomePendingTold: false,
});
