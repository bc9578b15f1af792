import type { ProgrammeRules as ProgrammeRulesMessage, SetAvailabilityRequest } from "@mentorship/client/v1";
import type { WeeklyWindow as WindowMessage } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { SetAvailabilityInput } from "../commands/set-availability.ts";
import { type BookingRules, DEFAULT_RULES, type ProgrammeRules, type WeeklyWindow } from "../domain/availability.ts";
import { parseLocalTime, wallTimeOfDate } from "../domain/time/calendar.ts";
import { overrideKinds, wordOf } from "../words.ts";
import { type Checks, createChecks } from "./checks.ts";
import { mentorOf } from "./convert.ts";

export function setAvailabilityInput(request: SetAvailabilityRequest, call: Call): SetAvailabilityInput {
  const checks = createChecks();
  for (const [index, { date }] of request.overrides.entries()) {
    if (wallTimeOfDate(date) === null) checks.fail(`overrides[${index}].date`, "there is no such day");
  }
  for (const [index, { fromLocal, toLocal }] of request.outOfOffice.entries()) {
    const check = (field: string, text: string) => {
      if (parseLocalTime(text) === null) checks.fail(`out_of_office[${index}].${field}`, "there is no such time");
    };
    check("from_local", fromLocal);
    check("to_local", toLocal);
  }
  const input: SetAvailabilityInput = {
    mentorId: mentorOf(call, request.mentorId),
    expectedVersion: request.version === undefined ? null : Number(request.version),
    availability: {
      zone: request.zone,
      windows: request.windows.map(windowIn),
      overrides: request.overrides.map(({ date, kind, startMinute, endMinute }) => ({
        date,
        kind: wordOf(overrideKinds, kind) ?? "blocked",
        windows: [{ startMinute, endMinute }],
      })),
      outOfOffice: request.outOfOffice.map(({ fromLocal, toLocal }) => ({ from: fromLocal, to: toLocal })),
      programmes: request.programmeRules.map((rules, index) => programmeRulesIn(checks, rules, index)),
      ...DEFAULT_RULES,
      ...given(rulesIn(checks, request, "")),
    },
  };
  checks.done();
  return input;
}

type AskedRules = { readonly [Rule in keyof BookingRules]: BookingRules[Rule] | null };

/** What binds learners, as far as it is given; null: it is not. */
function rulesIn(
  checks: Checks,
  rules: Pick<ProgrammeRulesMessage, "bufferBefore" | "bufferAfter" | "minimumNotice" | "lengths" | "slotStep"> & {
    readonly horizonDays?: number | undefined;
  },
  path: string,
): AskedRules {
  const lengths = rules.lengths.map((length, index) => checks.minutes(`${path}lengths[${index}]`, length, 5) ?? 0);
  return {
    bufferBeforeMinutes: checks.minutes(`${path}buffer_before`, rules.bufferBefore),
    bufferAfterMinutes: checks.minutes(`${path}buffer_after`, rules.bufferAfter),
    minimumNoticeMinutes: checks.minutes(`${path}minimum_notice`, rules.minimumNotice),
    horizonDays: rules.horizonDays ?? null,
    sessionLengths: lengths.length === 0 ? null : [...new Set(lengths)].sort((one, other) => one - other),
    slotStepMinutes: checks.minutes(`${path}slot_step`, rules.slotStep, 5),
  };
}

/** The rules that are not null. */
const given = (rules: AskedRules): Partial<BookingRules> =>
  Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== null));

function programmeRulesIn(checks: Checks, rules: ProgrammeRulesMessage, index: number): ProgrammeRules {
  return {
    programmeId: rules.programmeId,
    windows: rules.windows.length === 0 ? null : rules.windows.map(windowIn),
    ...rulesIn(checks, rules, `programme_rules[${index}].`),
  };
}

const windowIn = ({ isoWeekday, startMinute, endMinute }: WindowMessage): WeeklyWindow => ({
  weekday: isoWeekday,
  startMinute,
  endMinute,
});
