import { type Call, systemCall } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { type SessionRequestRecord, standingOf } from "../domain/session-request.ts";
import { alreadyRequested, pendingOf } from "../store/session-requests.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { keepRequest } from "./keep-request.ts";
import { type Wish, tellingNearest } from "./nearest-free.ts";
import { settleAndFree } from "./settle-session-request.ts";
import { type HoldWish, takeHold } from "./take-hold.ts";

export type RequestSessionInput = HoldWish &
  Pick<SessionRequestRecord, "title" | "agenda" | "objectives" | "materials" | "modality">;

/**
 * Asks a mentor for a session, and keeps its time until the answer, 48 hours at most. Throws as `bookSession`, SELF_BOOKING_ON,
 * ALREADY_REQUESTED. The request's id is its hold's.
 */
export function requestSession(
  ctx: SchedulingContext,
  call: Call,
  input: RequestSessionInput,
): Promise<SessionRequestRecord> {
  let wish: Wish | undefined;
  const attempt = () =>
    askingOwners(
      ctx,
      call,
      () => input.matchId,
      (fresh) =>
        transact(ctx, call, async (trx) => {
          await keepOwnerFacts(trx, fresh);
          const { hold, time } = await takeHold(ctx, trx, input, "request", (wanted) => {
            wish = wanted;
          });
          const now = trx.now.getTime();
          const waiting = await pendingOf(trx, input.matchId);
          if (waiting !== undefined && standingOf(waiting, now) === "pending") throw alreadyRequested(waiting.id);
          if (waiting !== undefined) {
            await settleAndFree(
              trx,
              waiting.id,
              "lapse",
              null,
              systemCall(trx.tenantId, "sweep", trx.call.cause).actor,
            );
          }
          const { title, agenda, objectives, materials, modality } = input;
          const request: SessionRequestRecord = {
            ...time,
            id: hold.id,
            programmeId: hold.programmeId,
            matchId: hold.matchId,
            mentorId: hold.mentorId,
            menteeId: hold.menteeId,
            title,
            agenda,
            objectives,
            materials,
            modality,
            state: "pending",
            requestedAt: now,
            expiresAt: hold.expiresAt,
            settledAt: null,
            settledBy: null,
            refusalReason: null,
            sessionId: null,
            version: 1,
          };
          await keepRequest(trx, null, request);
          return request;
        }),
    );
  return tellingNearest(ctx, call, () => wish, attempt);
}
