import { type Violation, invalid } from "@mentorship/shared/errors";
import { isZoneName } from "@mentorship/shared/zones";
import {
  type Availability,
  type BookingRules,
  type DateOverride,
  type DayWindow,
  type OutOfOffice,
  type ProgrammeRules,
  SESSION_LENGTH_RULE,
  type WeeklyWindow,
  isSessionLength,
} from "./availability.ts";
import { parseLocalTime, wallTimeOf, wallTimeOfDate } from "./time/calendar.ts";
import { DAY } from "./time/instant.ts";

const MINUTES_OF_DAY = 1_440;
const LONGEST_AWAY_DAYS = 366;

/** Every rule that the availability breaks, each with the field's path in the contract's names. Empty: it is good. */
export function availabilityProblems(availability: Availability): Violation[] {
  const { zone, windows, overrides, outOfOffice, programmes } = availability;
  return [
    ...unless(isZoneName(zone), "zone", "must be the name of an IANA time zone, not an offset or a POSIX string"),
    ...windowsProblems(windows, "windows"),
    ...unless(overrides.length <= 400, "overrides", "must be at most 400"),
    ...overrides.flatMap((override, index) => overrideProblems(override, `overrides[${index}]`)),
    ...ruleProblems(availability, ""),
    ...unless(outOfOffice.length <= 100, "out_of_office", "must be at most 100"),
    ...outOfOffice.flatMap((away, index) => awayProblems(away, `out_of_office[${index}]`)),
    ...unless(programmes.length <= 50, "programme_rules", "must be at most 50"),
    ...programmes.flatMap((rules, index) => programmeProblems(rules, index, programmes)),
  ];
}

/** Refuses an availability that breaks its rules with `INVALID_ARGUMENT`, naming each field. */
export function requireGoodAvailability(availability: Availability): void {
  const problems = availabilityProblems(availability);
  if (problems.length > 0) throw invalid(problems);
}

function programmeProblems(rules: ProgrammeRules, index: number, all: readonly ProgrammeRules[]): Violation[] {
  const field = `programme_rules[${index}]`;
  const isFirst = all.findIndex(({ programmeId }) => programmeId === rules.programmeId) === index;
  return [
    ...unless(isFirst, `${field}.programme_id`, "must not name a programme twice"),
    ...windowsProblems(rules.windows ?? [], `${field}.windows`),
    ...ruleProblems(rules, `${field}.`),
  ];
}

/** What is null is not given, and breaks nothing. */
function ruleProblems(
  rules: { readonly [Rule in keyof BookingRules]: BookingRules[Rule] | null },
  path: string,
): Violation[] {
  const within = (value: number | null, least: number, most: number, field: string, unit: string): Violation[] =>
    unless(
      value === null || isWhole(value, least, most),
      `${path}${field}`,
      `must be a whole number of ${unit} from ${least} to ${most}`,
    );
  const step = rules.slotStepMinutes;
  return [
    ...within(rules.bufferBeforeMinutes, 0, 240, "buffer_before", "minutes"),
    ...within(rules.bufferAfterMinutes, 0, 240, "buffer_after", "minutes"),
    ...within(rules.minimumNoticeMinutes, 0, 30 * MINUTES_OF_DAY, "minimum_notice", "minutes"),
    ...within(rules.horizonDays, 1, 366, "horizon_days", "days"),
    ...unless(
      step === null || (isWhole(step, 5, 240) && step % 5 === 0),
      `${path}slot_step`,
      "must be 5 to 240 minutes in steps of 5",
    ),
    ...(rules.sessionLengths === null ? [] : lengthsProblems(rules.sessionLengths, `${path}lengths`)),
  ];
}

function lengthsProblems(lengths: readonly number[], field: string): Violation[] {
  return [
    ...unless(lengths.length >= 1 && lengths.length <= 12, field, "must be 1 to 12 lengths"),
    ...unless(new Set(lengths).size === lengths.length, field, "must not name a length twice"),
    ...lengths.flatMap((length, index) => unless(isSessionLength(length), `${field}[${index}]`, SESSION_LENGTH_RULE)),
  ];
}

function windowsProblems(windows: readonly WeeklyWindow[], field: string): Violation[] {
  return [
    ...unless(windows.length <= 100, field, "must be at most 100"),
    ...windows.flatMap((window, index) => [
      ...unless(
        isWhole(window.weekday, 1, 7),
        `${field}[${index}].iso_weekday`,
        "must be an ISO weekday, 1 (Monday) to 7 (Sunday)",
      ),
      ...windowProblems(window, `${field}[${index}]`),
    ]),
  ];
}

function windowProblems({ startMinute, endMinute }: DayWindow, field: string): Violation[] {
  const last = MINUTES_OF_DAY - 1;
  return [
    ...unless(isWhole(startMinute, 0, last), `${field}.start_minute`, "must be a minute of the day, 0 to 1439"),
    ...unless(isWhole(endMinute, 1, MINUTES_OF_DAY), `${field}.end_minute`, "must be a minute of the day, 1 to 1440"),
  ];
}

function overrideProblems({ date, kind, windows }: DateOverride, field: string): Violation[] {
  return [
    ...unless(wallTimeOfDate(date) !== null, `${field}.date`, "must be an existing day in the form 2026-03-29"),
    ...unless(
      kind === "blocked" || windows.length > 0,
      `${field}.windows`,
      "must not be empty; to offer nothing on a day, block it",
    ),
    ...unless(windows.length <= 20, `${field}.windows`, "must be at most 20"),
    ...windows.flatMap((window, index) => windowProblems(window, `${field}.windows[${index}]`)),
  ];
}

function awayProblems(away: OutOfOffice, field: string): Violation[] {
  const from = wallOf(away.from);
  const to = wallOf(away.to);
  const form = "must be an existing day and time of day in the form 2026-03-29T09:00";
  return [
    ...unless(from !== null, `${field}.from_local`, form),
    ...unless(to !== null, `${field}.to_local`, form),
    ...unless(from === null || to === null || from < to, `${field}.to_local`, "must be after from_local"),
    ...unless(
      from === null || to === null || to - from <= LONGEST_AWAY_DAYS * DAY,
      `${field}.to_local`,
      `must be at most ${LONGEST_AWAY_DAYS} days behind from_local`,
    ),
  ];
}

function wallOf(text: string): number | null {
  const local = parseLocalTime(text);
  return local === null ? null : wallTimeOf(local);
}

const unless = (holds: boolean, field: string, description: string): Violation[] =>
  holds ? [] : [{ field, description }];

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
