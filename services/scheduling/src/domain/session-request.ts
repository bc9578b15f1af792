import { DomainError, notFound } from "@mentorship/shared/errors";
import { type Actor, type Part, isAdmin, isStaff, isSystem } from "./actor.ts";
import { reasonText } from "./decisions/decision.ts";
import type { Modality, SessionDetails, SessionTime } from "./session.ts";
import { nameOf, namesOf } from "./session-actions.ts";
import type { Instant } from "./time/instant.ts";

export const REQUEST_STATES = ["pending", "confirmed", "refused", "withdrawn", "lapsed", "ended"] as const;

/** Where a request stands. `ended`: its match ended, one of the two was suspended, or the programme was completed. */
export type RequestState = (typeof REQUEST_STATES)[number];

export const REQUEST_ACTIONS = ["confirm", "refuse", "withdraw", "lapse", "end"] as const;

export type RequestAction = (typeof REQUEST_ACTIONS)[number];

/** A mentee's wish for a session, where mentees don't book by themselves. */
export type SessionRequestRecord = SessionTime &
  Pick<SessionDetails, "title" | "agenda" | "objectives" | "materials"> & {
    readonly id: string;
    readonly programmeId: string;
    readonly matchId: string;
    readonly mentorId: string;
    readonly menteeId: string;
    readonly modality: Modality;
    readonly state: RequestState;
    readonly requestedAt: Instant;
    readonly expiresAt: Instant;
    readonly settledAt: Instant | null;
    /** Who confirmed, refused or withdrew it; null: nobody did. */
    readonly settledBy: string | null;
    readonly refusalReason: string | null;
    /** The session that it became. */
    readonly sessionId: string | null;
    readonly version: number;
  };

/** What each action makes of a pending request, and in which part it may be taken. Nothing changes a settled one. */
export const REQUEST_TABLE: Readonly<
  Record<RequestAction, { readonly to: RequestState; readonly who: readonly Part[] }>
> = {
  confirm: { to: "confirmed", who: ["mentor", "admin", "staff"] },
  refuse: { to: "refused", who: ["mentor", "admin", "staff"] },
  withdraw: { to: "withdrawn", who: ["mentee"] },
  lapse: { to: "lapsed", who: ["system"] },
  end: { to: "ended", who: ["system"] },
};

/** The parts in which the actor may act on a request. Empty: it does not exist for them. */
export function requestParts(actor: Actor, request: Pick<SessionRequestRecord, "mentorId" | "menteeId">): Part[] {
  const parts: Part[] = [];
  const isPerson = actor.kind === "person";
  if (isPerson && actor.roles.includes("mentor") && actor.id === request.mentorId) parts.push("mentor");
  if (isPerson && actor.roles.includes("mentee") && actor.id === request.menteeId) parts.push("mentee");
  if (isAdmin(actor)) parts.push("admin");
  if (isStaff(actor)) parts.push("staff");
  if (isSystem(actor)) parts.push("system");
  return parts;
}

/** Where a request stands at this moment: one whose time is over has lapsed, whether or not anybody has written that yet. */
export function standingOf(request: Pick<SessionRequestRecord, "state" | "expiresAt">, now: Instant): RequestState {
  return request.state === "pending" && now >= request.expiresAt ? "lapsed" : request.state;
}

/** What the actor may do with a request now. */
export function allowedRequestActions(request: SessionRequestRecord, actor: Actor, now: Instant): RequestAction[] {
  if (standingOf(request, now) !== "pending") return [];
  const parts = requestParts(actor, request);
  const own: readonly RequestAction[] = ["confirm", "refuse", "withdraw"];
  return own.filter((action) => REQUEST_TABLE[action].who.some((part) => parts.includes(part)));
}

/**
 * Settles a pending request. Refuses with `NOT_FOUND` (none of theirs), `PERMISSION_DENIED`, `SESSION_REQUEST_STATE` with the state and the
 * actions allowed now, `INVALID_ARGUMENT` for a refusal without a reason.
 */
export function settleRequest(
  request: SessionRequestRecord,
  action: RequestAction,
  actor: Actor,
  now: Instant,
  told: { readonly reason?: string | null; readonly sessionId?: string } = {},
): SessionRequestRecord {
  const parts = requestParts(actor, request);
  if (parts.length === 0) throw notFound("session_request", request.id);
  const { to, who } = REQUEST_TABLE[action];
  if (!who.some((part) => parts.includes(part))) {
    throw new DomainError("PERMISSION_DENIED", `this caller may not ${action} this request`);
  }
  const reason = action === "refuse" ? reasonText(told.reason ?? null, true, 200) : null;
  const state = action === "lapse" || action === "end" ? request.state : standingOf(request, now);
  if (state !== "pending") {
    throw new DomainError("SESSION_REQUEST_STATE", `the request is ${state}`, {
      state: nameOf(state),
      allowed_actions: namesOf(allowedRequestActions(request, actor, now)),
    });
  }
  return {
    ...request,
    state: to,
    settledAt: now,
    settledBy: actor.kind === "system" ? null : actor.id,
    refusalReason: reason,
    sessionId: told.sessionId ?? null,
    version: request.version + 1,
  };
}
