import type { Actor, Participant, Side } from "../actor.ts";
import type { SessionRecord, SessionSettings } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import { cancel } from "./cancel.ts";
import { type SessionDecision, unchanged } from "./decision.ts";

/** Who leaves: the learner whom a match brought, or a person wherever they sit. */
export type Leaver =
  | { readonly cause: "match_ended"; readonly matchId: string }
  | { readonly cause: "person_suspended"; readonly personId: string };

/**
 * What an ended match or a suspension does to a session that has not begun: with nobody left on a side it is cancelled, otherwise the
 * person leaves it and the others meet. A session that has begun, or is cancelled, stays as it is, so that a repeat does nothing.
 */
export function leaveSession(
  session: SessionRecord,
  leaver: Leaver,
  actor: Actor,
  now: Instant,
  settings: Pick<SessionSettings, "lateCancelHours">,
): SessionDecision {
  const leaving = session.participants.filter((person) => leaves(person, leaver));
  if (session.state !== "scheduled" || now >= session.startsAt || leaving.length === 0) {
    return unchanged(session, "system");
  }
  const staying = session.participants.filter((person) => !leaves(person, leaver));
  const hasSide = (role: Side): boolean => staying.some((person) => person.role === role);
  if (!hasSide("mentor") || !hasSide("mentee")) {
    const intent = { kind: "cancel", reason: null, cause: leaver.cause } as const;
    return cancel(session, intent, actor, "system", now, settings);
  }
  return {
    record: { ...session, participants: staying, version: session.version + 1 },
    events: [
      { kind: "SessionParticipantLeft", personIds: leaving.map((person) => person.personId), cause: leaver.cause },
    ],
    evidence: [],
    part: "system",
  };
}

function leaves(person: Participant, leaver: Leaver): boolean {
  if (leaver.cause === "person_suspended") return person.personId === leaver.personId;
  return person.role === "mentee" && person.matchId === leaver.matchId;
}
