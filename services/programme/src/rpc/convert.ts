import { type Duration, durationMs, type Timestamp } from "@bufbuild/protobuf/wkt";
import {
  type AdvanceTestClockRequest,
  ApplicationRole,
  ApplicationState,
  type AudienceScope as WireAudience,
  CapacityBasis,
  type CreateProgrammeRequest,
  type GetApplicationFactsRequest,
  Modality,
  PairingStrategy,
  ProgrammeState,
  type ProgrammeSettings as WireSettings,
  type UpdateApplicationRequest,
  type UpdateProgrammeRequest,
} from "@mentorship/client/v1";
import { invalid, type Violation } from "@mentorship/shared/errors";
import type { ApplicationText } from "../domain/application.ts";
import type { ApplicationRole as RoleName, ApplicationState as StateName } from "../domain/application-states.ts";
import { type AudienceScope, audienceFromJson, everybody } from "../domain/audience.ts";
import type { ProgrammeDraft, ProgrammeSettings } from "../domain/programme.ts";
import type { ProgrammeState as ProgrammeStateName } from "../domain/programme-states.ts";
import type { ApplicationWish } from "../domain/update-application.ts";
import type { ProgrammeWish } from "../domain/update-programme.ts";
import { phaseWishesOf } from "./convert-phases.ts";
import { dateOf } from "./dates.ts";

const dateOrUnset = (at: Timestamp | undefined, field: string): Date | undefined => at && dateOf(at, field);

type WireOneof = CreateProgrammeRequest["audience"] | UpdateProgrammeRequest["audience"];

/** The audience in whichever form it was given; undefined where none was. Throws INVALID_ARGUMENT. */
export function audienceOf(given: WireOneof): AudienceScope | undefined {
  switch (given.case) {
    case "audienceScope":
      return fromWire(given.value);
    case "audienceScopeJson":
      return audienceFromJson(given.value);
    default:
      return undefined;
  }
}

const fromWire = (scope: WireAudience): AudienceScope => ({
  batchYearMin: scope.batchYearMin ?? null,
  batchYearMax: scope.batchYearMax ?? null,
  departments: scope.departments,
});

/** The settings that were given. Throws INVALID_ARGUMENT for lengths that are none. */
export function settingsOf(given: WireSettings | undefined): Partial<ProgrammeSettings> {
  if (!given) return {};
  const violations: Violation[] = [];
  const { pairingRules: rules } = given;
  const grace = lengthOf(given.noShowGrace, 60_000, "must be in whole minutes", "settings.no_show_grace", violations);
  const late = lengthOf(
    given.lateCancelWindow,
    1,
    "must be in whole milliseconds",
    "settings.late_cancel_window",
    violations,
  );
  if (violations.length > 0) throw invalid(violations);
  const basis =
    rules && rules.capacityBasis !== CapacityBasis.UNSPECIFIED ? CapacityBasis[rules.capacityBasis] : undefined;
  const strategy =
    rules && rules.strategy !== PairingStrategy.UNSPECIFIED ? PairingStrategy[rules.strategy] : undefined;
  return onlyGiven<ProgrammeSettings>({
    mentorCapacityDefault: given.mentorCapacityDefault,
    autoApproveMentors: given.autoApproveMentors,
    selfBooking: given.selfBooking,
    noShowGraceMs: grace,
    lateCancelWindowMs: late,
    blindCopy: given.blindCopy,
    skillsWeight: rules?.skillsWeightThousandths,
    audienceWeight: rules?.audienceWeightThousandths,
    capacityWeight: rules?.capacityWeightThousandths,
    capacityBasis: basis as ProgrammeSettings["capacityBasis"] | undefined,
    leastScore: rules?.leastScoreBillionths === undefined ? undefined : Number(rules.leastScoreBillionths),
    strategy: strategy as ProgrammeSettings["strategy"] | undefined,
  });
}

function lengthOf(
  given: Duration | undefined,
  unitMs: number,
  rule: string,
  field: string,
  violations: Violation[],
): number | undefined {
  if (!given) return undefined;
  const ms = durationMs(given);
  if (given.nanos % 1_000_000 === 0 && ms % unitMs === 0) return ms;
  violations.push({ field, description: rule });
  return undefined;
}

const onlyGiven = <T extends object>(all: { [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Throws INVALID_ARGUMENT. */
export const draftOf = (req: CreateProgrammeRequest): ProgrammeDraft => ({
  name: req.name,
  description: req.description,
  audience: audienceOf(req.audience) ?? everybody,
  startsAt: dateOrUnset(req.startsAt, "starts_at") ?? null,
  endsAt: dateOrUnset(req.endsAt, "ends_at") ?? null,
  settings: settingsOf(req.settings),
  phases: phaseWishesOf(req.phases, "phases"),
});

/** Throws INVALID_ARGUMENT. */
export const wishOf = (req: UpdateProgrammeRequest): ProgrammeWish => ({
  version: Number(req.version),
  name: req.name,
  description: req.description,
  audience: audienceOf(req.audience),
  startsAt: dateOrUnset(req.startsAt, "starts_at"),
  endsAt: dateOrUnset(req.endsAt, "ends_at"),
  settings: settingsOf(req.settings),
  phases: req.phases && phaseWishesOf(req.phases.phases, "phases.phases"),
});

/** What an application says, whichever the role. */
export const applicationTextOf = (given: {
  readonly tags: readonly string[];
  readonly bioShort: string;
  readonly availabilityHoursPerMonth?: number;
  readonly maxMentees?: number | undefined;
  readonly modalityPreference: Modality;
  readonly eligibilityOverrideReason: string;
}): ApplicationText => ({
  tags: given.tags,
  bioShort: given.bioShort,
  availabilityHours: given.availabilityHoursPerMonth ?? 0,
  maxMentees: given.maxMentees ?? 0,
  modality: Modality[given.modalityPreference] as ApplicationText["modality"],
  overrideReason: given.eligibilityOverrideReason,
});

/** What is to change of an application. */
export const applicationWishOf = (req: UpdateApplicationRequest): ApplicationWish => ({
  version: Number(req.version),
  tags: req.tags?.tags,
  bioShort: req.bioShort,
  availabilityHours: req.availabilityHoursPerMonth,
  maxMentees: req.maxMentees,
  modality:
    req.modalityPreference === undefined
      ? undefined
      : (Modality[req.modalityPreference] as ApplicationWish["modality"]),
});

/** Undefined: unspecified. */
export const roleOf = (role: ApplicationRole): RoleName | undefined =>
  role === ApplicationRole.UNSPECIFIED ? undefined : (ApplicationRole[role] as RoleName);

export const applicationStatesOf = (states: readonly ApplicationState[]): StateName[] =>
  states.map((state) => ApplicationState[state] as StateName);

export const programmeStatesOf = (states: readonly ProgrammeState[]): ProgrammeStateName[] =>
  states.map((state) => ProgrammeState[state] as ProgrammeStateName);

/** Whose application is meant. */
export const applicantOf = (req: GetApplicationFactsRequest) => ({
  programmeId: req.programmeId,
  personId: req.personId,
  role: roleOf(req.role) ?? "MENTOR",
});

/** The time that a clock is to reach. Throws INVALID_ARGUMENT. */
export const targetOf = (req: AdvanceTestClockRequest): Date => dateOf(req.targetAt, "target_at");
