import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { bookSeries as book } from "../commands/book-series.ts";
import type { SchedulingContext } from "../context.ts";
import { bookSeriesInput } from "./convert-bookings.ts";
import { presentResults } from "./present-results.ts";

/** `BookSeries`. */
export const bookSeries =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.bookSeries> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { seriesId, results } = await book(ctx, call, bookSeriesInput(request));
    const told = await presentResults(ctx, call, results);
    return { seriesId, results: told.map((one, index) => ({ ...one, position: index + 1 })) };
  };
