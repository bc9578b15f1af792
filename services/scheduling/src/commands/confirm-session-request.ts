import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { type SessionRequestRecord, settleRequest } from "../domain/session-request.ts";
import { localTimeOf } from "../domain/time/calendar.ts";
import { MINUTE } from "../domain/time/instant.ts";
import { findRequest, lockRequest } from "../store/session-requests.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { keepRequest } from "./keep-request.ts";
import { type BookingOrder, placeBooking } from "./place-booking.ts";
import { type SessionView, viewOf } from "./session-view.ts";

/** What a confirmation leaves: the request, and the session that it became. */
export type ConfirmedRequest = { readonly request: SessionRequestRecord; readonly session: SessionView };

/**
 * Makes a session of a request, in one transaction. Throws NOT_FOUND, PERMISSION_DENIED, SESSION_REQUEST_STATE, and what a booking does but
 * for the rules of availability, which don't bind who confirms.
 */
export function confirmSessionRequest(
  ctx: SchedulingContext,
  call: Call,
  requestId: string,
): Promise<ConfirmedRequest> {
  let matchId: string | undefined;
  return askingOwners(
    ctx,
    call,
    () => matchId,
    (fresh) =>
      transact(ctx, call, async (trx) => {
        await keepOwnerFacts(trx, fresh);
        const asked = await findRequest(trx, requestId);
        if (asked === undefined) throw notFound("session_request", requestId);
        settleRequest(asked, "confirm", call.actor, trx.now.getTime());
        matchId = asked.matchId;
        const booked = await placeBooking(ctx, trx, orderOf(asked), () => undefined, {
          requestId: asked.id,
        });
        const request = await lockRequest(trx, requestId);
        const sessionId = booked.record.id;
        const confirmed = settleRequest(request, "confirm", call.actor, trx.now.getTime(), { sessionId });
        await keepRequest(trx, request, confirmed);
        return { request: confirmed, session: viewOf(booked, trx.now) };
      }),
  );
}

/** The session at the very instant that is held, meant in the wall time that was asked for. */
function orderOf(request: SessionRequestRecord): BookingOrder {
  const { title, agenda, objectives, materials, modality, zone, localStart, startsAt, endsAt } = request;
  const offsetMinutes = (localStart - startsAt) / MINUTE;
  return {
    of: { kind: "match", matchId: request.matchId },
    start: { local: localTimeOf(localStart), zone, offsetMinutes },
    lengthMinutes: (endsAt - startsAt) / MINUTE,
    title,
    agenda,
    objectives,
    materials,
    modality,
    notesVisibleTo: null,
    holdId: null,
    series: null,
  };
}
