import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { recordAttendance as record } from "../commands/record-attendance.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { recordAttendanceInput } from "./convert-attendance.ts";
import { presentSession } from "./present-session.ts";

/** `RecordAttendance`. */
export const recordAttendance =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.recordAttendance> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const view = await record(ctx, call, recordAttendanceInput(request));
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
