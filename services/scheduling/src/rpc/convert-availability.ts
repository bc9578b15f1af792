import type { MessageInitShape } from "@bufbuild/protobuf";
import { type AvailabilitySchema, OverrideKind, type SetAvailabilityRequest } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { SetAvailabilityInput } from "../commands/set-availability.ts";
import type { DateOverride } from "../domain/availability.ts";
import { wallTimeOfDate } from "../domain/time/calendar.ts";
import { canonicalZone } from "@mentorship/shared/zones";
import type { FoundAvailability } from "../queries/get-availability.ts";
import { overrideKinds, wordOf } from "../words.ts";
import { createChecks } from "./checks.ts";
import { mentorOf } from "./convert.ts";

// What the contract says of fields that are not given.
const UNSET = { horizonDays: 90, lengthMinutes: 45, slotStepMinutes: 15 } as const;

export function setAvailabilityInput(request: SetAvailabilityRequest, call: Call): SetAvailabilityInput {
  const checks = createChecks();
  const lengths = request.lengths.map((length, index) => checks.minutes(`lengths[${index}]`, length, 5) ?? 0);
  for (const [index, { date }] of request.overrides.entries()) {
    if (wallTimeOfDate(date) === null) checks.fail(`overrides[${index}].date`, "there is no such day");
  }
  const input: SetAvailabilityInput = {
    mentorId: mentorOf(call, request.mentorId),
    expectedVersion: request.version === undefined ? null : Number(request.version),
    availability: {
      zone: request.zone,
      windows: request.windows.map(({ isoWeekday, startMinute, endMinute }) => ({
        weekday: isoWeekday,
        startMinute,
        endMinute,
      })),
      overrides: request.overrides.map(
        ({ date, kind, startMinute, endMinute }): DateOverride => ({
          date,
          kind: wordOf(overrideKinds, kind) ?? "blocked",
          windows: [{ startMinute, endMinute }],
        }),
      ),
      bufferBeforeMinutes: checks.minutes("buffer_before", request.bufferBefore) ?? 0,
      bufferAfterMinutes: checks.minutes("buffer_after", request.bufferAfter) ?? 0,
      minimumNoticeMinutes: checks.minutes("minimum_notice", request.minimumNotice) ?? 0,
      horizonDays: request.horizonDays ?? UNSET.horizonDays,
      sessionLengths:
        lengths.length === 0 ? [UNSET.lengthMinutes] : [...new Set(lengths)].sort((one, other) => one - other),
      slotStepMinutes: checks.minutes("slot_step", request.slotStep, 5) ?? UNSET.slotStepMinutes,
    },
  };
  checks.done();
  return input;
}

export function presentAvailability(found: FoundAvailability): MessageInitShape<typeof AvailabilitySchema> {
  if (!("availability" in found)) {
    return { mentorId: found.mentorId, zone: found.zone, canonicalZone: canonicalZone(found.zone).canonical };
  }
  const { availability } = found;
  return {
    mentorId: found.mentorId,
    zone: availability.zone,
    canonicalZone: found.canonicalZone,
    windows: availability.windows.map(({ weekday, startMinute, endMinute }) => ({
      isoWeekday: weekday,
      startMinute,
      endMinute,
    })),
    overrides: availability.overrides.flatMap(({ date, kind, windows }) =>
      windows.map(({ startMinute, endMinute }) => ({
        date,
        kind: kind === "extra" ? OverrideKind.EXTRA : OverrideKind.BLOCKED,
        startMinute,
        endMinute,
      })),
    ),
    bufferBefore: minutes(availability.bufferBeforeMinutes),
    bufferAfter: minutes(availability.bufferAfterMinutes),
    minimumNotice: minutes(availability.minimumNoticeMinutes),
    horizonDays: availability.horizonDays,
    lengths: availability.sessionLengths.map(minutes),
    slotStep: minutes(availability.slotStepMinutes),
    version: BigInt(found.version),
  };
}

/** A number of minutes as the contract's length. */
export const minutes = (count: number): { seconds: bigint } => ({ seconds: BigInt(Math.round(count * 60)) });
