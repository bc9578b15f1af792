import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Duration, timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  Attendance,
  type MatchFacts as MatchFactsMessage,
  MatchState,
  type ProgrammeFacts as ProgrammeFactsMessage,
  ProgrammeState,
  type SessionFactsSchema,
} from "@mentorship/client/v1";
import { attendanceOf, type PersonAttendance } from "./domain/attendance.ts";
import { type SessionRecord, graceEndsAt, isOutcomePending, matchIdOf } from "./domain/session.ts";
import type { Instant } from "./domain/time/instant.ts";
import type { Session } from "./store/load-sessions.ts";
import type { MatchFacts } from "./store/match-facts.ts";
import type { ProgrammeFacts } from "./store/programme-facts.ts";
import { attendances, modalities, sessionRoles, sessionStates } from "./words.ts";

/** What this service keeps of a match, from what its owner tells. */
export function matchFactsOf(message: MatchFactsMessage): MatchFacts {
  return {
    id: message.matchId,
    programmeId: message.programmeId,
    mentorId: message.mentorId,
    menteeId: message.menteeId,
    state: MatchState[message.state].toLowerCase() as MatchFacts["state"],
    version: Number(message.version),
    seenByMentee: message.acceptedByMentorAt !== undefined,
  };
}

/** What this service keeps of a programme, from what its owner tells. */
export function programmeFactsOf(message: ProgrammeFactsMessage): ProgrammeFacts {
  return {
    id: message.programmeId,
    name: message.name,
    state: ProgrammeState[message.state].toLowerCase(),
    version: Number(message.version),
    settings: {
      selfBooking: message.selfBooking,
      graceMinutes: secondsOf(message.noShowGrace) / 60,
      lateCancelHours: secondsOf(message.lateCancelWindow) / 3_600,
    },
  };
}

/** The match that brings a person to a session; empty for mentors. */
export const matchOf = (record: Pick<SessionRecord, "participants">, personId: string): string =>
  record.participants.find((one) => one.personId === personId)?.matchId ?? "";

/** What others are told of a session, as it stands at a moment of the tenant's time. */
export function sessionFacts(session: Session, now: Instant): MessageInitShape<typeof SessionFactsSchema> {
  const { record } = session;
  return {
    sessionId: record.id,
    programmeId: record.programmeId,
    matchId: matchIdOf(record) ?? "",
    participants: judgedAttendance(session, now).map(({ personId, role, attendance }) => ({
      personId,
      role: sessionRoles[role],
      attendance,
      matchId: matchOf(record, personId),
    })),
    state: sessionStates[record.state],
    startsAt: timestampFromMs(record.startsAt),
    endsAt: timestampFromMs(record.endsAt),
    modality: modalities[record.modality],
    scheduleVersion: BigInt(record.scheduleVersion),
    version: BigInt(record.version),
    outcomePending: isOutcomePending(record, now),
  };
}

/** Everybody's attendance in the contract's words. Before the grace period is over nobody's absence is judged. */
export function judgedAttendance(
  { record, evidence, settings }: Pick<Session, "record" | "evidence" | "settings">,
  now: Instant,
): (PersonAttendance & { readonly attendance: Attendance })[] {
  const isJudged = record.state !== "cancelled" && now >= graceEndsAt(record, settings.graceMinutes);
  return attendanceOf(record, evidence, now, settings).map((person) => ({
    ...person,
    attendance: person.presence === "unknown" && !isJudged ? Attendance.UNSPECIFIED : attendances[person.presence],
  }));
}

const secondsOf = (duration: Duration | undefined): number => Number(duration?.seconds ?? 0n);
