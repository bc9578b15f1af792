import { invalid } from "@mentorship/shared/errors";
import type { Part, Participant } from "../actor.ts";
import type { SessionRecord } from "../session.ts";
import type { SessionDecision } from "./decision.ts";

export type SubstituteIntent = {
  readonly kind: "substitute_mentor";
  /** The mentor of the session who does not come. */
  readonly mentorId: string;
  /** The mentor of the programme who comes instead. */
  readonly substituteId: string;
};

/** Puts one mentor in the place of another. The learners' matches stay theirs. Refuses with `INVALID_ARGUMENT` who is in the wrong place. */
export function substituteMentor(session: SessionRecord, intent: SubstituteIntent, part: Part): SessionDecision {
  const { mentorId, substituteId } = intent;
  const isMentor = session.participants.some((one) => one.personId === mentorId && one.role === "mentor");
  if (!isMentor) throw invalid([{ field: "mentor_id", description: "must be a mentor of the session" }]);
  if (session.participants.some((one) => one.personId === substituteId)) {
    throw invalid([{ field: "substitute_id", description: "must be nobody of the session" }]);
  }
  const substitute: Participant = { personId: substituteId, role: "mentor", matchId: null };
  return {
    record: {
      ...session,
      participants: session.participants.map((one) => (one.personId === mentorId ? substitute : one)),
      version: session.version + 1,
    },
    events: [{ kind: "SessionMentorSubstituted", mentorId, substituteId }],
    evidence: [],
    part,
  };
}
