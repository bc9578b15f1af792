import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { cancelSessionsOf } from "./cancel-sessions-of.ts";
import { endHoldsOf } from "./end-holds-of.ts";

/** Ends what a suspended person has to come: sessions, holds and requests. */
export async function endTimeOf(ctx: SchedulingContext, trx: Trx<SchedulingTables>, personId: string): Promise<void> {
  await cancelSessionsOf(ctx, trx, { cause: "person_suspended", personId });
  await endHoldsOf(trx, { personId });
}
