import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { setSessionOutcome as rule } from "../commands/set-session-outcome.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { setSessionOutcomeInput } from "./convert.ts";
import { presentSession } from "./present-session.ts";

/** `SetSessionOutcome`. */
export const setSessionOutcome =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.setSessionOutcome> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const view = await rule(ctx, call, setSessionOutcomeInput(request));
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
