import type { Trx } from "@mentorship/shared/postgres";
import { lockHolds, removeHolds } from "../store/holds.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { auditHold } from "./audit-hold.ts";
import { settleAndFree } from "./settle-session-request.ts";

/** Ends what is held of an ended match, a suspended person or a completed programme, and the requests that wait there. */
export async function endHoldsOf(
  trx: Trx<SchedulingTables>,
  of: { readonly matchId: string } | { readonly personId: string } | { readonly programmeId: string },
): Promise<void> {
  const holds = await lockHolds(trx, of);
  const plain = holds.filter((hold) => hold.kind === "hold");
  await removeHolds(
    trx,
    plain.map((hold) => hold.id),
  );
  for (const hold of plain) auditHold(trx, "ended", hold);
  for (const hold of holds.filter((one) => one.kind === "request")) await settleAndFree(trx, hold.id, "end", null);
}
