import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Modality, type SessionFacts, SessionState } from "@mentorship/client/v1";
import type { LinkedSession } from "./domain/link.ts";

/** A session's facts as far as its link is concerned. */
export function linkedSession(facts: SessionFacts): LinkedSession & { participantIds: string[] } {
  if (!facts.startsAt || !facts.endsAt) throw new Error("the session has no time");
  return {
    sessionId: facts.sessionId,
    programmeId: facts.programmeId,
    matchId: facts.matchId || null,
    video: facts.modality === Modality.VIDEO,
    cancelled: facts.state === SessionState.CANCELLED,
    startsAt: timestampDate(facts.startsAt),
    endsAt: timestampDate(facts.endsAt),
    scheduleVersion: Number(facts.scheduleVersion),
    version: Number(facts.version),
    participantIds: facts.participants.map(({ personId }) => personId),
  };
}
