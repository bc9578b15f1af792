import { DomainError, invalid } from "@mentorship/shared/errors";
import type { Part } from "../actor.ts";
import { SESSION_LENGTH_RULE, isSessionLength } from "../availability.ts";
import { type FitQuestion, firstBrokenRule, requireFit } from "../availability-fit.ts";
import type { SessionRecord, SessionTime } from "../session.ts";
import { type Instant, MINUTE } from "../time/instant.ts";
import { type MentorTime, type SessionDecision, requireFuture, startProblems, unchanged } from "./decision.ts";

export type RescheduleIntent = {
  readonly kind: "reschedule";
  readonly time: SessionTime;
  /** Read under the locks of the booking. */
  readonly mentors: readonly MentorTime[];
  /** The schedule version that the caller has seen; null when the caller gave none. */
  readonly expectedScheduleVersion: number | null;
};

/** Moves a session that has not begun. The same time again changes nothing; mentees must keep to what the mentors published. */
export function reschedule(
  session: SessionRecord,
  intent: RescheduleIntent,
  part: Part,
  now: Instant,
): SessionDecision {
  if (intent.expectedScheduleVersion !== null && intent.expectedScheduleVersion !== session.scheduleVersion) {
    throw new DomainError("STALE_VERSION", "the session was moved; read it again", {
      version: String(session.scheduleVersion),
    });
  }
  const { startsAt, endsAt } = intent.time;
  const lengthMinutes = (endsAt - startsAt) / MINUTE;
  const problems = startProblems(startsAt, now);
  if (!isSessionLength(lengthMinutes)) problems.push({ field: "length", description: SESSION_LENGTH_RULE });
  if (problems.length > 0) throw invalid(problems);
  if (startsAt === session.startsAt && endsAt === session.endsAt) return unchanged(session, part);
  requireFuture(startsAt, now);
  const questions = intent.mentors.map(
    ({ availability, busy }): FitQuestion => ({ availability, busy, startsAt, lengthMinutes, now }),
  );
  if (part === "mentee") questions.forEach(requireFit);
  const record: SessionRecord = {
    ...session,
    ...timeOf(intent.time),
    version: session.version + 1,
    scheduleVersion: session.scheduleVersion + 1,
    timeSetAt: now,
    outsideAvailability: firstBrokenRule(questions),
  };
  return { record, events: [{ kind: "SessionRescheduled", previous: timeOf(session) }], evidence: [], part };
}

function timeOf({ startsAt, endsAt, zone, localStart, zoneDataVersion }: SessionTime): SessionTime {
  return { startsAt, endsAt, zone, localStart, zoneDataVersion };
}
