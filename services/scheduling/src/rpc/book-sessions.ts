import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { bookSessions as book } from "../commands/book-sessions.ts";
import type { SchedulingContext } from "../context.ts";
import { bookSessionsInput } from "./convert-bookings.ts";
import { presentRefusal } from "./present-results.ts";

/** `BookSessions`. */
export const bookSessions =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.bookSessions> =>
  async (request, rpc) => {
    const results = await book(ctx, callOf(rpc), bookSessionsInput(request));
    return {
      results: results.map((one) =>
        one.refusal === null
          ? { sessionId: one.done.sessionId, scheduledAt: timestampFromMs(one.done.startsAt) }
          : { refusal: presentRefusal(one.refusal) },
      ),
    };
  };
