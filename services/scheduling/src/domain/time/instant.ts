/** A point on the time line: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A half-open stretch of time, `[start, end)`. */
export type Interval = { readonly start: Instant; readonly end: Instant };

/** The instant as `2026-03-29T01:00:00.000Z`, the form used in metadata of refusals and in workflow payloads. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Whether two half-open stretches share an instant. Stretches that only touch do not. */
export function overlaps(one: Interval, other: Interval): boolean {
  return one.start < other.end && other.start < one.end;
}
