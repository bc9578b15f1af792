import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { bookSession as book } from "../commands/book-session.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { bookSessionInput } from "./convert.ts";
import { presentSession } from "./present-session.ts";

/** `BookSession`. */
export const bookSession =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.bookSession> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const view = await book(ctx, call, bookSessionInput(request));
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
