import { DAY, MINUTE, SECOND } from "./instant.ts";

/** A calendar day as `2026-03-29`, with no zone. */
export type CalendarDate = string;

/** What a clock on the wall shows: a calendar day and a time of day, with no zone and no offset. */
export type LocalTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second?: number;
};

/**
 * A wall time on a line of its own: the milliseconds since 1970-01-01T00:00 that the wall clock would have counted if it had never
 * been turned. `instant + offset` is its wall time; every comparison of wall times is a comparison of these numbers.
 */
export type WallTime = number;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;
const OFFSET = /^([+-])(\d{2}):(\d{2})$/;

/** The wall time of local parts, or null when there is no such day or time of day (2026-02-30, 24:00). */
export function wallTimeOf(local: LocalTime): WallTime | null {
  const second = local.second ?? 0;
  if (local.year < 1 || local.year > 9999 || local.hour > 23 || local.minute > 59 || second > 59) return null;
  if (local.hour < 0 || local.minute < 0 || second < 0) return null;
  const date = new Date(0);
  // Date.UTC reads years below 100 as 19xx; setUTCFullYear does not.
  date.setUTCFullYear(local.year, local.month - 1, local.day);
  if (date.getUTCMonth() !== local.month - 1 || date.getUTCDate() !== local.day) return null;
  return date.getTime() + (local.hour * 60 + local.minute) * MINUTE + second * SECOND;
}

/** The local parts of a wall time. Milliseconds are dropped. */
export function localTimeOf(wall: WallTime): Required<LocalTime> {
  const date = new Date(wall);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** The start of the calendar day, or null when the text is not an existing day in the form `2026-03-29`. */
export function wallTimeOfDate(date: CalendarDate): WallTime | null {
  const parts = DATE.exec(date);
  if (parts === null) return null;
  return wallTimeOf({ year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]), hour: 0, minute: 0 });
}

/** The calendar day that a wall time falls on. */
export function dateOf(wall: WallTime): CalendarDate {
  return new Date(wall).toISOString().slice(0, 10);
}

/** The start of the calendar day that a wall time falls on. */
export function startOfDay(wall: WallTime): WallTime {
  return Math.floor(wall / DAY) * DAY;
}

/** The ISO weekday of a wall time, 1 (Monday) to 7 (Sunday). */
export function isoWeekday(wall: WallTime): number {
  const days = Math.floor(wall / DAY);
  // 1970-01-01 was a Thursday.
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** Reads `2026-03-29T02:30` or `2026-03-29T02:30:00`; null for anything else and for days that do not exist. */
export function parseLocalTime(text: string): LocalTime | null {
  const parts = LOCAL.exec(text);
  if (parts === null) return null;
  const local: LocalTime = {
    year: Number(parts[1]),
    month: Number(parts[2]),
    day: Number(parts[3]),
    hour: Number(parts[4]),
    minute: Number(parts[5]),
    second: Number(parts[6] ?? "0"),
  };
  return wallTimeOf(local) === null ? null : local;
}

/** The wall time of a text that was found good before: `2026-03-29T02:30`. */
export function wallTimeOfText(text: string): WallTime {
  return Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
}

/** Writes a wall time as `2026-03-29T02:30`, with seconds only where they are not zero. */
export function formatWallTime(wall: WallTime): string {
  const text = new Date(wall).toISOString().slice(0, 19);
  return text.endsWith(":00") ? text.slice(0, 16) : text;
}

/** Reads `+05:45` as 345 minutes; null when it is not an offset within 18 hours of UTC. */
export function parseOffset(text: string): number | null {
  const parts = OFFSET.exec(text);
  if (parts === null || Number(parts[3]) > 59) return null;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  if (minutes > 18 * 60) return null;
  return parts[1] === "-" ? -minutes : minutes;
}

/** Writes an offset in minutes as `+05:45`. Seconds, which no zone has used since 1972, are cut. */
export function formatOffset(offsetMinutes: number): string {
  const minutes = Math.trunc(Math.abs(offsetMinutes));
  const text = `${String(Math.trunc(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return offsetMinutes < 0 ? `-${text}` : `+${text}`;
}
