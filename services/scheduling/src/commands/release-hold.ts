import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { lockHolds, removeHolds } from "../store/holds.ts";
import { auditHold } from "./audit-hold.ts";

/** Gives back what the caller holds. Throws NOT_FOUND for what is not theirs, or no longer held. */
export async function releaseHold(ctx: SchedulingContext, call: Call, holdId: string): Promise<void> {
  await transact(ctx, call, async (trx) => {
    const [hold] = await lockHolds(trx, { id: holdId });
    if (hold === undefined || hold.kind !== "hold" || hold.holderId !== call.actor.id) throw notFound("hold", holdId);
    await removeHolds(trx, [hold.id]);
    auditHold(trx, "released", hold);
    return { released: true };
  });
}
