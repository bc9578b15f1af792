import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { auditHold } from "./audit-hold.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { type Wish, tellingNearest } from "./nearest-free.ts";
import { type HoldWish, type TakenHold, takeHold } from "./take-hold.ts";

/** Keeps a time for the caller for five minutes, in the place of what they held of that mentor. Throws as `bookSession`. */
export function holdSlot(ctx: SchedulingContext, call: Call, input: HoldWish): Promise<TakenHold> {
  let wish: Wish | undefined;
  const attempt = () =>
    askingOwners(
      ctx,
      call,
      () => input.matchId,
      (fresh) =>
        transact(ctx, call, async (trx) => {
          await keepOwnerFacts(trx, fresh);
          const taken = await takeHold(ctx, trx, input, "hold", (wanted) => {
            wish = wanted;
          });
          auditHold(trx, "placed", taken.hold);
          return taken;
        }),
    );
  return tellingNearest(ctx, call, () => wish, attempt);
}
