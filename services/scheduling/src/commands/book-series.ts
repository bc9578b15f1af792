import type { Call } from "@mentorship/shared/call";
import { transact, type Trx } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { occurrences } from "../domain/series.ts";
import { tenantZone } from "../store/people.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { groundOf } from "./booking-ground.ts";
import { offersOf } from "./free-time.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { zoneSeen } from "./booking-plan.ts";
import { type BookingOrder, placeBooking } from "./place-booking.ts";
import { type RowResult, allOrNothing, attemptRow, ofOneOccurrence, requireAll, withNearest } from "./row-results.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type BookSeriesInput = Omit<BookingOrder, "series" | "holdId" | "of"> & {
  readonly matchId: string;
  readonly everyWeeks: number;
  readonly count: number;
  readonly allOrNothing: boolean;
};

/** A series, and what became of each occurrence, in their order. */
export type BookedSeries = { readonly seriesId: string; readonly results: readonly RowResult<SessionView>[] };

/**
 * Books a series in one transaction: what is in the way of one occurrence is told of that one. Throws what `bookSession` does where it
 * would refuse each of them.
 */
export async function bookSeries(ctx: SchedulingContext, call: Call, input: BookSeriesInput): Promise<BookedSeries> {
  let seriesId = "";
  const attempt = () =>
    askingOwners(
      ctx,
      call,
      () => input.matchId,
      (fresh) =>
        transact(ctx, call, async (trx): Promise<BookedSeries> => {
          await keepOwnerFacts(trx, fresh);
          const booked = await bookAll(ctx, trx, input);
          seriesId = booked.seriesId;
          requireAll(input.allOrNothing, booked.results);
          return booked;
        }),
    );
  const results = await allOrNothing(async () => {
    const booked = await attempt();
    seriesId = booked.seriesId;
    return booked.results;
  });
  const isNone = results.every((one) => one.refusal !== null);
  return { seriesId: isNone ? "" : seriesId, results: await withNearest(ctx, call, results) };
}

async function bookAll(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  { matchId, everyWeeks, count, allOrNothing: _all, ...details }: BookSeriesInput,
): Promise<BookedSeries> {
  const of = { kind: "match", matchId } as const;
  const ground = await groundOf(trx, of, "plain");
  const offers = await offersOf(trx, { participants: ground.participants, programmeId: ground.programme.id });
  const zone = zoneSeen({ ground, offers }) ?? (await tenantZone(trx));
  const seriesId = ctx.data.newId();
  const results: RowResult<SessionView>[] = [];
  for (const [index, start] of occurrences(details.start, zone, everyWeeks, count).entries()) {
    const order = { ...details, of, start, holdId: null, series: { id: seriesId, position: index + 1 } };
    const result = await attemptRow(trx, ofOneOccurrence, async (onWish) =>
      viewOf(await placeBooking(ctx, trx, order, onWish), trx.now),
    );
    results.push(result);
  }
  return { seriesId, results };
}
