import type { Call } from "@mentorship/shared/call";
import { invalid } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { type Availability, DEFAULT_RULES, availabilityIn } from "../domain/availability.ts";
import { canReadSession } from "../domain/policy.ts";
import { type WallTime, wallTimeOfDate } from "../domain/time/calendar.ts";
import { type Instant, HOUR } from "../domain/time/instant.ts";
import { instantToLocal } from "../domain/time/local-time.ts";
import { type WeekDay, aroundWeek, mondayOf, weekView } from "../domain/week-view.ts";
import { busyTimes } from "../store/busy.ts";
import { sessionsTaking } from "../store/mentor-sessions.ts";
import { getAvailability } from "./get-availability.ts";

export type GetWeekViewInput = {
  readonly mentorId: string;
  /** A date of the week, `2026-03-29`; null: the week of the tenant's now. */
  readonly date: string | null;
  readonly programmeId: string | null;
};

export type MentorWeek = { readonly mentorId: string; readonly zone: string; readonly days: readonly WeekDay[] };

/** A week of a mentor, in the mentor's zone. Throws NOT_FOUND for whoever may not see the mentor's availability, INVALID_ARGUMENT. */
export async function getWeekView(ctx: SchedulingContext, call: Call, input: GetWeekViewInput): Promise<MentorWeek> {
  const { mentorId, programmeId } = input;
  const found = await getAvailability(ctx, call, mentorId);
  const availability = availabilityIn(
    "availability" in found ? found.availability : nothingIn(found.zone),
    programmeId,
  );
  const { zone } = availability;
  return readTenant(ctx, call.tenantId, async (db) => {
    const now = db.now.getTime();
    const monday = mondayAsked(input.date, zone, now);
    const { from, to } = aroundWeek(monday);
    const sessions = await sessionsTaking(db, mentorId, { from, to });
    const busy = await busyTimes(db, [mentorId], { from: from - 4 * HOUR, to: to + 4 * HOUR });
    const days = weekView({ availability, sessions, busy: busy.get(mentorId) ?? [], now }, monday);
    const readable = new Set(sessions.filter((one) => canReadSession(call.actor, one)).map(({ id }) => id));
    return { mentorId, zone, days: days.map((day) => hiding(day, readable)) };
  });
}

const nothingIn = (zone: string): Availability => ({
  zone,
  windows: [],
  overrides: [],
  outOfOffice: [],
  programmes: [],
  ...DEFAULT_RULES,
});

function mondayAsked(date: string | null, zone: string, now: Instant): WallTime {
  if (date === null) return mondayOf(instantToLocal(zone, now).wall);
  const day = wallTimeOfDate(date);
  if (day === null || day < Date.UTC(1970, 0, 8) || day >= Date.UTC(2199, 11, 25)) {
    throw invalid([{ field: "date", description: "must be an existing day between 1970-01-08 and 2199-12-24" }]);
  }
  return mondayOf(day);
}

/** Leaves out which session it is, where the caller may not read it. */
const hiding = (day: WeekDay, readable: ReadonlySet<string>): WeekDay => ({
  ...day,
  parts: day.parts.map((part) => ({
    ...part,
    sessionId: part.sessionId !== null && readable.has(part.sessionId) ? part.sessionId : null,
  })),
});
