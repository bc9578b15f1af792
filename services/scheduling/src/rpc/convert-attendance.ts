import type { Timestamp } from "@bufbuild/protobuf/wkt";
import {
  Attendance,
  type AttendanceMark as MarkMessage,
  type RecordAttendanceRequest,
  type RecordPresenceRequest,
} from "@mentorship/client/v1";
import type { RecordAttendanceInput } from "../commands/record-attendance.ts";
import type { RecordPresenceInput } from "../commands/record-presence.ts";
import type { AttendanceMark } from "../domain/decisions/decision.ts";
import type { Instant } from "../domain/time/instant.ts";
import { type Checks, createChecks } from "./checks.ts";

export function recordAttendanceInput({ sessionId, marks }: RecordAttendanceRequest): RecordAttendanceInput {
  const checks = createChecks();
  const input = { sessionId, marks: marksOf(checks, "marks", marks) };
  checks.done();
  return input;
}

export function recordPresenceInput({ sessionId, reports }: RecordPresenceRequest): RecordPresenceInput {
  const checks = createChecks();
  const input: RecordPresenceInput = {
    sessionId,
    reports: reports.map(({ eventId, personId, stayId, joinedAt, leftAt }, index) => ({
      eventId,
      personId,
      stayId,
      joinedAt: instantOf(checks, `reports[${index}].joined_at`, joinedAt),
      leftAt: instantOf(checks, `reports[${index}].left_at`, leftAt),
    })),
  };
  checks.done();
  return input;
}

/** What was said by hand of people, each found below `field`. */
export function marksOf(checks: Checks, field: string, marks: readonly MarkMessage[]): AttendanceMark[] {
  return marks.map(({ personId, attendance, intervals }, index) => ({
    personId,
    kind: attendance === Attendance.PRESENT ? "present" : "absent",
    intervals: intervals.map(({ fromAt, toAt }, place) => {
      const at = `${field}[${index}].intervals[${place}]`;
      return { from: instantOf(checks, `${at}.from_at`, fromAt) ?? 0, to: instantOf(checks, `${at}.to_at`, toAt) };
    }),
  }));
}

const instantOf = (checks: Checks, field: string, value: Timestamp | undefined): Instant | null =>
  value === undefined ? null : checks.instant(field, value);
