import { DomainError, type Violation, invalid } from "@mentorship/shared/errors";
import type { Part } from "../actor.ts";
import type { Evidence } from "../attendance.ts";
import type { FitQuestion } from "../availability-fit.ts";
import type { SessionEvent, SessionRecord } from "../session.ts";
import { cleanText, textLength } from "../text.ts";
import { DAY, type Instant, MINUTE } from "../time/instant.ts";

/** The session as it stands after a decision. The same record and no events: there was nothing to change. */
export type SessionDecision = {
  readonly record: SessionRecord;
  readonly events: readonly SessionEvent[];
  readonly evidence: readonly NewEvidence[];
  /** In what part the actor acted; for the audit. */
  readonly part: Part;
};

/** A stretch of a presence; null: to the end of the session. */
export type Interval = { readonly from: Instant; readonly to: Instant | null };

/** What somebody says of a person's presence. No intervals: there from the start to the end. */
export type AttendanceMark = {
  readonly personId: string;
  readonly kind: "present" | "absent";
  readonly intervals: readonly Interval[];
};

/**
 * Evidence to be kept with a decision. Its id and the time of recording are given by the command, but where it only says more of a piece
 * of evidence that is there: `extends` names that, and it stands in its place.
 */
export type NewEvidence = Omit<Evidence, "id" | "recordedAt"> & { readonly extends?: string };

/** What a mentor of the session offers and when they are taken, less the session itself. */
export type MentorTime = Pick<FitQuestion, "availability" | "busy"> & { readonly personId: string };

export function unchanged(session: SessionRecord, part: Part): SessionDecision {
  return { record: session, events: [], evidence: [], part };
}

/** What is wrong with a start as a field: sessions begin on a whole minute, at most two years ahead. */
export function startProblems(startsAt: Instant, now: Instant): Violation[] {
  const isWhole = Number.isSafeInteger(startsAt) && startsAt % MINUTE === 0;
  if (!isWhole) return [{ field: "scheduled_at", description: "must be an instant on a whole minute" }];
  if (startsAt <= now + 731 * DAY) return [];
  return [{ field: "scheduled_at", description: "must be at most two years ahead" }];
}

/** Refuses a start in the past with `TIME_PASSED`. A start right now is still allowed. */
export function requireFuture(startsAt: Instant, now: Instant): void {
  if (startsAt < now) throw new DomainError("TIME_PASSED", "a session can't begin in the past");
}

/** The reason as it is kept: cleaned, null when empty, at most `limit` characters. Refuses a missing one where one is required. */
export function reasonText(reason: string | null, isRequired: boolean, limit: number): string | null {
  const text = cleanText(reason ?? "");
  if (textLength(text) > limit) {
    throw invalid([{ field: "reason", description: `must be at most ${limit} characters` }]);
  }
  if (isRequired && text === "") throw invalid([{ field: "reason", description: "must be given" }]);
  return text === "" ? null : text;
}
