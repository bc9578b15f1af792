import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { matchIdsOf } from "../domain/session.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { type Wish, tellingNearest } from "./nearest-free.ts";
import { type BookingOrder, foresee, placeBooking } from "./place-booking.ts";
import { requireMentorsOf } from "./require-mentors-of.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type BookSessionInput = Omit<BookingOrder, "series">;

/**
 * Books a session of a match, or of a group. Throws NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT, PROGRAMME_STATE, MATCH_STATE,
 * NOT_A_MENTOR, TIME_PASSED, SELF_BOOKING_OFF, OUTSIDE_AVAILABILITY, PERSON_SUSPENDED, SLOT_TAKEN and the refusals of local times.
 */
export async function bookSession(ctx: SchedulingContext, call: Call, input: BookSessionInput): Promise<SessionView> {
  await requireMentorsOf(ctx, call, input.of);
  let wish: Wish | undefined;
  const matchesOf = () => (input.of.kind === "match" ? input.of.matchId : wish && matchIdsOf(wish));
  const order = { ...input, series: null };
  const onWish = (wanted: Wish): void => {
    wish = wanted;
  };
  const attempt = () =>
    askingOwners(ctx, call, matchesOf, (fresh) =>
      ctx.bookingLanes(async () => {
        // With the owners' answers at hand, only the transaction that keeps them can tell.
        const seen = fresh.matches === undefined ? await foresee(ctx, call, order) : undefined;
        return transact(ctx, call, async (trx) => {
          await keepOwnerFacts(trx, fresh);
          return viewOf(await placeBooking(ctx, trx, order, onWish, { seen }), trx.now);
        });
      }),
    );
  return tellingNearest(ctx, call, () => wish, attempt);
}
