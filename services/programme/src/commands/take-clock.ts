import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { assertTarget } from "../domain/clock-move.ts";
import { type ClockMove, findMove, insertMove, markArrived, releaseClock, takeClock } from "../store/clock-moves.ts";
import { lockTenant } from "../store/tenants.ts";

/** Real milliseconds for which a mover that is heard of no more keeps others out; longer than it waits for any service. */
export const leaseMs = 90_000;

/** Which call moves a clock: `holder` is new for each call, `requestId` the same when one resumes another. */
export interface Mover {
  readonly requestId: string;
  readonly holder: string;
}

/** A step of a move, as the cause of its transaction. */
export const stepOf = (call: Call, mover: Mover, step: string): Call => ({
  ...call,
  cause: {
    kind: "step",
    workflowId: `clock-move/${call.actor.id}/${mover.requestId}`,
    step: `${mover.holder} ${step}`,
  },
});

/** Another call has the clock. */
export const busy = (): DomainError =>
  new DomainError("CLOCK_BUSY", "another call is moving this tenant's clock", {}, { retryAfterMs: 1_000 });

/**
 * Begins a move, or takes one up again where it was cut off. Throws NOT_A_TEST_TENANT, CLOCK_TARGET_REFUSED, CLOCK_BUSY and
 * REQUEST_ID_REUSED.
 */
export function takeTenantClock(ctx: ProgrammeContext, call: Call, mover: Mover, targetAt: Date): Promise<ClockMove> {
  return transact(ctx, stepOf(call, mover, "take"), async (trx) => {
    const tenant = await lockTenant(trx);
    if (!tenant?.test || ctx.config.environment === "production") {
      throw new DomainError("NOT_A_TEST_TENANT", "only the clock of a test tenant can be moved");
    }
    const key = { actorId: call.actor.id, requestId: mover.requestId };
    const known = await findMove(trx, key);
    if (known && known.targetAt.getTime() !== targetAt.getTime()) {
      const text = "this request id was used with another target in the last 24 hours";
      throw new DomainError("REQUEST_ID_REUSED", text, { request_id: mover.requestId });
    }
    if (known?.arrived) return known;
    if (!known) assertTarget(targetAt, trx.now);
    if (!(await takeClock(trx, key, mover.holder, leaseMs))) throw busy();
    if (known) return known;
    const move = { ...key, targetAt, arrived: false };
    await insertMove(trx, move);
    return move;
  });
}

/** Says that the target is reached and everything due there is done. */
export function arriveAtTarget(ctx: ProgrammeContext, call: Call, mover: Mover): Promise<void> {
  return transact(ctx, stepOf(call, mover, "arrive"), (trx) =>
    markArrived(trx, { actorId: call.actor.id, requestId: mover.requestId }),
  );
}

/** Lets the clock go, wherever the move stands. */
export function letClockGo(ctx: ProgrammeContext, call: Call, mover: Mover): Promise<void> {
  return transact(ctx, stepOf(call, mover, "let go"), (trx) => releaseClock(trx, mover.holder));
}
