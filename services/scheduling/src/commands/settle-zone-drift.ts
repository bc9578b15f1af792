import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import { driftOf } from "../domain/zone-drift.ts";
import { localTimeOf } from "../domain/time/calendar.ts";
import { MINUTE } from "../domain/time/instant.ts";
import { lockSession } from "../store/load-sessions.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";
import { timeOf } from "./meeting-time.ts";
import { moveSession } from "./move-session.ts";
import { type Wish, tellingNearest } from "./nearest-free.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type SettleZoneDriftInput = {
  readonly sessionId: string;
  /** What stays as it was: the instant, or the wall time, which then is another instant. */
  readonly keep: "instant" | "wall_time";
};

/**
 * Brings a session's wall time and instant together again. One that has not drifted keeps both. Throws NOT_FOUND, PERMISSION_DENIED,
 * SESSION_STATE, TIME_PASSED and, where the wall time is kept, as `rescheduleSession`.
 */
export function settleZoneDrift(ctx: SchedulingContext, call: Call, input: SettleZoneDriftInput): Promise<SessionView> {
  let wish: Wish | undefined;
  const settle = () =>
    transact(ctx, call, async (trx) => {
      const session = await lockSession(trx, input.sessionId);
      const { record } = session;
      if (input.keep === "wall_time" && driftOf(record) !== null) {
        const start = { local: localTimeOf(record.localStart), zone: record.zone, offsetMinutes: null };
        const time = timeOf(start, (record.endsAt - record.startsAt) / MINUTE, record.zone);
        const moved = await moveSession(ctx, trx, session, { time, scheduleVersion: null }, (wanted) => {
          wish = wanted;
        });
        return viewOf(moved, trx.now);
      }
      const decision = decideSession(record, { kind: "keep_instant" }, call.actor, trx.now.getTime(), session.settings);
      const kept = await keepSession(ctx, trx, session, decision, { action: "session.zone_drift_settled" });
      return viewOf((await advanceSession(ctx, trx, kept)).session, trx.now);
    });
  return tellingNearest(ctx, call, () => wish, settle);
}
