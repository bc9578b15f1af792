import type { Actor, Part } from "../actor.ts";
import type { CancelCause, SessionRecord, SessionSettings } from "../session.ts";
import { HOUR, type Instant, MINUTE } from "../time/instant.ts";
import { type SessionDecision, reasonText } from "./decision.ts";

export type CancelIntent = { readonly kind: "cancel"; readonly reason: string | null; readonly cause: CancelCause };

/** Cancels a session that has not begun and frees its time. Mentors and staff say why; how late it was is recorded. */
export function cancel(
  session: SessionRecord,
  intent: CancelIntent,
  actor: Actor,
  part: Part,
  now: Instant,
  settings: Pick<SessionSettings, "lateCancelHours">,
): SessionDecision {
  const reason = reasonText(intent.reason, part !== "mentee" && part !== "system", 200);
  const cause = part === "system" ? intent.cause : "by_person";
  const notice = session.startsAt - now;
  // Nobody is late when a session ends because a match or a person's access did.
  const late = cause === "by_person" && notice < settings.lateCancelHours * HOUR;
  const record: SessionRecord = {
    ...session,
    state: "cancelled",
    version: session.version + 1,
    cancellation: {
      cause,
      actorId: actor.id,
      part,
      reason,
      cancelledAt: now,
      noticeMinutes: Math.floor(notice / MINUTE),
      late,
    },
  };
  return { record, events: [{ kind: "SessionCancelled", cause, part, late }], evidence: [], part };
}
