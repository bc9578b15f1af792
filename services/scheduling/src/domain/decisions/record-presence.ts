import { notFound } from "@mentorship/shared/errors";
import type { Part } from "../actor.ts";
import type { EvidenceSource } from "../attendance.ts";
import type { SessionRecord } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import { type SessionDecision, unchanged } from "./decision.ts";

/** Somebody was there, by what a door of ours tells. `to` is null while they are, as far as is known. */
export type PresenceIntent = {
  readonly kind: "record_presence";
  readonly personId: string;
  readonly source: Exclude<EvidenceSource, "by_hand" | "provider">;
  readonly from: Instant;
  readonly to: Instant | null;
};

/** Keeps evidence of a presence. Refuses with `NOT_FOUND` who is not of the session; a cancelled session takes no evidence. */
export function recordPresence(session: SessionRecord, intent: PresenceIntent, part: Part): SessionDecision {
  const { personId, source, from, to } = intent;
  if (!session.participants.some((person) => person.personId === personId)) throw notFound("session", session.id);
  if (session.state === "cancelled") return unchanged(session, part);
  const { scheduleVersion } = session;
  return {
    record: session,
    events: [{ kind: "AttendanceRecorded", personIds: [personId] }],
    evidence: [{ personId, source, kind: "present", from, to, scheduleVersion, stayId: null }],
    part,
  };
}
