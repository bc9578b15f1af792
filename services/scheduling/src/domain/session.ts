import type { Part, Participant } from "./actor.ts";
import type { PersonAttendance } from "./attendance.ts";
import type { AvailabilityRule } from "./availability-fit.ts";
import type { WallTime } from "./time/calendar.ts";
import { DAY, type Instant, MINUTE } from "./time/instant.ts";

export const SESSION_STATES = [
  "scheduled",
  "in_progress",
  "completed",
  "cancelled",
  "mentor_no_show",
  "learner_no_show",
] as const;

export type SessionState = (typeof SESSION_STATES)[number];

export const OUTCOMES = ["completed", "mentor_no_show", "learner_no_show"] as const;

/** How a session that took its time ended. */
export type Outcome = (typeof OUTCOMES)[number];

export type Modality = "in_person" | "video" | "chat";

export type NoteVisibility = "both" | "mentor" | "admin";

/** Why the session stands in its state, as far as attendance decided it. `reason` is a rule's name, or a person's text when by hand. */
export type Ruling = {
  readonly by: "automatic" | "hand";
  readonly reason: string;
  readonly evidenceIds: readonly string[];
  readonly ruledAt: Instant;
  /** The person who ruled by hand; null for the rule. */
  readonly actorId: string | null;
};

/** What ended a session before it began. */
export type CancelCause = "by_person" | "match_ended" | "person_suspended";

export type Cancellation = {
  readonly cause: CancelCause;
  readonly actorId: string;
  readonly part: Part;
  /** What the person wrote; null when nothing was. */
  readonly reason: string | null;
  readonly cancelledAt: Instant;
  /** Whole minutes between the cancellation and the start. */
  readonly noticeMinutes: number;
  /** A person cancelled within the programme's late-cancel window. */
  readonly late: boolean;
};

/** The time of a session: the instants, and the wall time and zone that were meant. */
export type SessionTime = {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly zone: string;
  readonly localStart: WallTime;
  /** The version of the zone data that turned the one into the other. */
  readonly zoneDataVersion: string;
};

/** Something to look at for a session. */
export type Material = { readonly title: string; readonly url: string };

export type SessionDetails = {
  readonly title: string;
  readonly modality: Modality;
  readonly provider: string | null;
  readonly agenda: string;
  readonly objectives: readonly string[];
  readonly materials: readonly Material[];
  readonly notesVisibleTo: NoteVisibility;
  readonly phaseId: string | null;
};

export type SessionRecord = SessionTime &
  SessionDetails & {
    readonly id: string;
    readonly programmeId: string;
    readonly participants: readonly Participant[];
    /** The series that it was booked in, and its place there, from 1; null: booked by itself. */
    readonly series: { readonly id: string; readonly position: number } | null;
    readonly state: SessionState;
    /** Rises with every change. */
    readonly version: number;
    /** Rises only when the time changes; begins at 1. */
    readonly scheduleVersion: number;
    /** When the present time was booked or moved to. */
    readonly timeSetAt: Instant;
    readonly bookedBy: string;
    /** The rule of the availability that a mentor or an admin set aside when booking or moving; null when none. */
    readonly outsideAvailability: AvailabilityRule | null;
    readonly ruling: Ruling | null;
    readonly cancellation: Cancellation | null;
  };

/** The programme's settings that a session's life depends on. */
export type SessionSettings = {
  readonly graceMinutes: number;
  readonly lateCancelHours: number;
  readonly selfBooking: boolean;
};

/** What happened to a session, in ids and facts; what a person wrote stays out of it. */
export type SessionEvent =
  | { readonly kind: "SessionScheduled" }
  | { readonly kind: "SessionRescheduled"; readonly previous: SessionTime }
  | { readonly kind: "SessionCancelled"; readonly cause: CancelCause; readonly part: Part; readonly late: boolean }
  | { readonly kind: "SessionParticipantLeft"; readonly personIds: readonly string[]; readonly cause: CancelCause }
  | { readonly kind: "SessionMentorSubstituted"; readonly mentorId: string; readonly substituteId: string }
  | { readonly kind: "AttendanceRecorded"; readonly personIds: readonly string[] }
  | { readonly kind: "SessionStarted"; readonly previousState: SessionState }
  | {
      readonly kind: "SessionCompleted" | "SessionNoShowRecorded";
      readonly previousState: SessionState;
      readonly by: Ruling["by"];
      readonly attendance: readonly PersonAttendance[];
    };

/** The join link and the check-in open this long before the start and close at the end. */
export const OPENS_BEFORE = 15 * MINUTE;

/** How long after the end late evidence and rulings by hand can change what a session came to. */
export const RULING_WINDOW = 7 * DAY;

/** When a side that has not been seen counts as missing. The grace period never outlasts the session. */
export function graceEndsAt(session: SessionTime, graceMinutes: number): Instant {
  return Math.min(session.startsAt + graceMinutes * MINUTE, session.endsAt);
}

/** Whether the session is over and nobody, person or rule, has said what became of it. */
export function isOutcomePending(session: Pick<SessionRecord, "state" | "endsAt">, now: Instant): boolean {
  return (session.state === "scheduled" || session.state === "in_progress") && now >= session.endsAt;
}

/** Whether the session holds the time of its people. Only a cancelled one frees it. */
export function holdsTime(state: SessionState): boolean {
  return state !== "cancelled";
}

/** The matches that bring the learners of a session, in the order of the participants. */
export function matchIdsOf(session: Pick<SessionRecord, "participants">): string[] {
  return session.participants.flatMap((person) => (person.matchId === null ? [] : [person.matchId]));
}

/** The match of a session's only learner; null where several learners take part. */
export function matchIdOf(session: Pick<SessionRecord, "participants">): string | null {
  const [matchId, ...others] = matchIdsOf(session);
  return others.length === 0 ? (matchId ?? null) : null;
}
