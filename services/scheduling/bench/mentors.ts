import { type Availability, DEFAULT_RULES } from "../src/domain/availability.ts";
import { DAY, HOUR, type Instant, type Interval, MINUTE } from "../src/domain/time/instant.ts";

/** Four weeks in which clocks change in Europe and in America. */
export const FROM = Date.UTC(2026, 9, 12);
export const TO = FROM + 28 * DAY;
export const NOW = FROM - 3 * DAY;
export const LENGTH_MINUTES = 45;
export const VIEWER_ZONE = "America/New_York";

const ZONES =
  `Europe/Berlin America/New_York Asia/Kolkata Asia/Kathmandu Pacific/Chatham Australia/Lord_Howe Africa/Casablanca
  America/Santiago Atlantic/Azores Pacific/Apia America/St_Johns Asia/Tokyo Europe/London Asia/Beirut Australia/Sydney UTC
  America/Sao_Paulo Africa/Cairo America/Los_Angeles Asia/Tehran`.split(/\s+/);

export type BenchMentor = { readonly availability: Availability; readonly busy: readonly Interval[] };

/** The mentor of so many: nine to five with a break at noon on five days, an hour less each other week day, and a session a day. */
export function mentorOf(index: number): BenchMentor {
  const weekdays = [1, 2, 3, 4, 5].map((day) => ((day + index) % 7) + 1);
  const windows = weekdays.flatMap((weekday) => [
    { weekday, startMinute: 540, endMinute: 720 },
    { weekday, startMinute: 780, endMinute: 1_020 - (weekday % 2) * 60 },
  ]);
  const availability: Availability = {
    zone: ZONES[index % ZONES.length] as string,
    windows,
    overrides: [
      { date: "2026-10-20", kind: "blocked", windows: [{ startMinute: 0, endMinute: 1_440 }] },
      { date: "2026-10-29", kind: "extra", windows: [{ startMinute: 1_080, endMinute: 1_200 }] },
    ],
    outOfOffice: [],
    programmes: [],
    ...DEFAULT_RULES,
    bufferBeforeMinutes: 10,
    bufferAfterMinutes: 10,
    minimumNoticeMinutes: 720,
  };
  const busy = Array.from({ length: 28 }, (_, day): Interval => {
    const start: Instant = FROM + day * DAY + ((index + day * 5) % 24) * HOUR + (day % 4) * 15 * MINUTE;
    return { start, end: start + 45 * MINUTE };
  });
  return { availability, busy };
}
