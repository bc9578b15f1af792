import { putDue, removeDue } from "@mentorship/shared/clock";
import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { HOLD_DUE, lockHolds, removeHolds } from "../store/holds.ts";
import { auditHold } from "./audit-hold.ts";
import { settleAndFree } from "./settle-session-request.ts";

/** Ends a hold whose time is over, and the request that it belongs to. Answers whether there was anything to end. */
export function lapseHold(ctx: SchedulingContext, call: Call, holdId: string): Promise<boolean> {
  return transact(ctx, call, async (trx) => {
    const [hold] = await lockHolds(trx, { id: holdId });
    if (hold === undefined) {
      await removeDue(trx, HOLD_DUE, holdId);
      return false;
    }
    if (hold.expiresAt > trx.now.getTime()) {
      await putDue(trx, { kind: HOLD_DUE, id: hold.id, dueAt: new Date(hold.expiresAt) });
      return false;
    }
    if (hold.kind === "request") {
      await settleAndFree(trx, hold.id, "lapse", null);
    } else {
      await removeHolds(trx, [hold.id]);
      auditHold(trx, "lapsed", hold);
    }
    return true;
  });
}
