import { DomainError } from "@mentorship/shared/errors";
import { type Actor, isSystem } from "../actor.ts";
import type { AttendanceRuling } from "../attendance.ts";
import { type SessionAction, requireAction } from "../session-actions.ts";
import type { SessionRecord, SessionSettings } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import { applyRuling } from "./apply-ruling.ts";
import { type CancelIntent, cancel } from "./cancel.ts";
import type { SessionDecision } from "./decision.ts";
import { keepInstant } from "./keep-instant.ts";
import { type AttendanceIntent, recordAttendance } from "./record-attendance.ts";
import { type PresenceIntent, recordPresence } from "./record-presence.ts";
import { type RescheduleIntent, reschedule } from "./reschedule.ts";
import { type OutcomeIntent, setOutcome } from "./set-outcome.ts";
import { type SubstituteIntent, substituteMentor } from "./substitute.ts";

/** What one wants done with a session that exists. */
export type SessionIntent =
  | RescheduleIntent
  | CancelIntent
  | OutcomeIntent
  | AttendanceIntent
  | SubstituteIntent
  | { readonly kind: "keep_instant" }
  | { readonly kind: "check_in" }
  | PresenceIntent
  | { readonly kind: "apply_ruling"; readonly ruling: AttendanceRuling };

/**
 * Decides what becomes of a session. Refuses as `requireAction` does for what people do, and as each decision says; evidence and rulings
 * of the rule are the product's own (`PERMISSION_DENIED` for anybody else).
 */
export function decideSession(
  session: SessionRecord,
  intent: SessionIntent,
  actor: Actor,
  now: Instant,
  settings: SessionSettings,
): SessionDecision {
  const partFor = (action: SessionAction) => requireAction(session, action, actor, now, settings);
  switch (intent.kind) {
    case "reschedule":
      return reschedule(session, intent, partFor("reschedule"), now);
    case "cancel":
      return cancel(session, intent, actor, partFor("cancel"), now, settings);
    case "set_outcome":
      return setOutcome(session, intent, actor, partFor("set_outcome"), now);
    case "substitute_mentor":
      return substituteMentor(session, intent, partFor("substitute_mentor"));
    case "keep_instant":
      return keepInstant(session, partFor("reschedule"));
    case "record_attendance":
      return recordAttendance(session, intent, partFor("record_attendance"), now);
    case "check_in":
      return recordPresence(
        session,
        { kind: "record_presence", personId: actor.id, source: "check_in", from: now, to: null },
        partFor("check_in"),
      );
    case "record_presence":
      requireSystem(actor);
      return recordPresence(session, intent, "system");
    case "apply_ruling":
      requireSystem(actor);
      return applyRuling(session, intent.ruling, now);
  }
}

function requireSystem(actor: Actor): void {
  if (!isSystem(actor)) throw new DomainError("PERMISSION_DENIED", "only the product itself records this");
}
