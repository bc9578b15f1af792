import type { Call } from "@mentorship/shared/call";
import { transact, type Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import type { Actor } from "../domain/actor.ts";
import { type RequestAction, type SessionRequestRecord, settleRequest } from "../domain/session-request.ts";
import { lockHolds, removeHolds } from "../store/holds.ts";
import { lockRequest } from "../store/session-requests.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { keepRequest } from "./keep-request.ts";

/** Refuses a request, with a reason. Throws NOT_FOUND, PERMISSION_DENIED, SESSION_REQUEST_STATE, INVALID_ARGUMENT. */
export function refuseSessionRequest(
  ctx: SchedulingContext,
  call: Call,
  input: { readonly requestId: string; readonly reason: string },
): Promise<SessionRequestRecord> {
  return transact(ctx, call, (trx) => settleAndFree(trx, input.requestId, "refuse", input.reason));
}

/** Takes one's own request back. Throws NOT_FOUND, PERMISSION_DENIED, SESSION_REQUEST_STATE. */
export function withdrawSessionRequest(
  ctx: SchedulingContext,
  call: Call,
  requestId: string,
): Promise<SessionRequestRecord> {
  return transact(ctx, call, (trx) => settleAndFree(trx, requestId, "withdraw", null));
}

/** Settles a request otherwise than by a session, and gives its time back. */
export async function settleAndFree(
  trx: Trx<SchedulingTables>,
  requestId: string,
  action: Exclude<RequestAction, "confirm">,
  reason: string | null,
  actor: Actor = trx.call.actor,
): Promise<SessionRequestRecord> {
  // The hold before the request, as everywhere.
  const holds = await lockHolds(trx, { id: requestId });
  const request = await lockRequest(trx, requestId);
  const settled = settleRequest(request, action, actor, trx.now.getTime(), { reason });
  await removeHolds(
    trx,
    holds.map((hold) => hold.id),
  );
  await keepRequest(trx, request, settled);
  return settled;
}
