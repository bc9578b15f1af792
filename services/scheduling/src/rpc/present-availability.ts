import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type {
  AvailabilitySchema,
  ProgrammeRulesSchema,
  SessionOutsideSchema,
  WeeklyWindowSchema,
} from "@mentorship/client/v1";
import { canonicalZone } from "@mentorship/shared/zones";
import type { SetAvailabilityOutcome } from "../commands/set-availability.ts";
import type { BookingRules, ProgrammeRules, WeeklyWindow } from "../domain/availability.ts";
import { instantToLocal } from "../domain/time/local-time.ts";
import type { FoundAvailability } from "../queries/get-availability.ts";
import { overrideKinds } from "../words.ts";
import { wallTime } from "./present-session.ts";

export function presentAvailability(found: FoundAvailability): MessageInitShape<typeof AvailabilitySchema> {
  if (!("availability" in found)) {
    return { mentorId: found.mentorId, zone: found.zone, canonicalZone: canonicalZone(found.zone).canonical };
  }
  const { availability } = found;
  return {
    mentorId: found.mentorId,
    zone: availability.zone,
    canonicalZone: found.canonicalZone,
    windows: availability.windows.map(presentWindow),
    overrides: availability.overrides.flatMap(({ date, kind, windows }) =>
      windows.map(({ startMinute, endMinute }) => ({ date, kind: overrideKinds[kind], startMinute, endMinute })),
    ),
    ...presentRules(availability),
    version: BigInt(found.version),
    outOfOffice: availability.outOfOffice.map(({ from, to }) => ({ fromLocal: from, toLocal: to })),
    programmeRules: availability.programmes.map(presentProgrammeRules),
  };
}

/** A session that its mentor's windows no longer hold. */
export function presentOutside(
  session: SetAvailabilityOutcome["outside"][number],
  zone: string,
): MessageInitShape<typeof SessionOutsideSchema> {
  return {
    sessionId: session.id,
    programmeId: session.programmeId,
    scheduledAt: timestampFromMs(session.start),
    endsAt: timestampFromMs(session.end),
    mentorTime: wallTime(instantToLocal(zone, session.start).wall, session.start, zone),
  };
}

const presentProgrammeRules = (rules: ProgrammeRules): MessageInitShape<typeof ProgrammeRulesSchema> => ({
  programmeId: rules.programmeId,
  windows: (rules.windows ?? []).map(presentWindow),
  ...presentRules(rules),
});

/** What is null is left out. */
function presentRules(rules: { readonly [Rule in keyof BookingRules]: BookingRules[Rule] | null }) {
  const length = <Name extends string>(name: Name, count: number | null) =>
    (count === null ? {} : { [name]: minutes(count) }) as { [Key in Name]?: { seconds: bigint } };
  return {
    ...length("bufferBefore", rules.bufferBeforeMinutes),
    ...length("bufferAfter", rules.bufferAfterMinutes),
    ...length("minimumNotice", rules.minimumNoticeMinutes),
    ...(rules.horizonDays === null ? {} : { horizonDays: rules.horizonDays }),
    lengths: (rules.sessionLengths ?? []).map(minutes),
    ...length("slotStep", rules.slotStepMinutes),
  };
}

const presentWindow = ({
  weekday,
  startMinute,
  endMinute,
}: WeeklyWindow): MessageInitShape<typeof WeeklyWindowSchema> => ({
  isoWeekday: weekday,
  startMinute,
  endMinute,
});

/** A number of minutes as the contract's length. */
const minutes = (count: number): { seconds: bigint } => ({ seconds: BigInt(Math.round(count * 60)) });
