import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  CapacityBasis,
  PairingStrategy,
  ProgrammeAction,
  type ProgrammeSchema,
  ProgrammeState,
} from "@mentorship/client/v1";
import { audienceToJson, isOpenToAll } from "../domain/audience.ts";
import type { Programme, ProgrammeSettings } from "../domain/programme.ts";
import type { SeenProgramme } from "../queries/around-programmes.ts";

type Wire = MessageInitShape<typeof ProgrammeSchema>;

/** A programme as one caller sees it. */
export const presentProgramme = ({ programme, actions, mine }: SeenProgramme): Wire => ({
  ...presentBare(programme),
  allowedActions: actions.map((action) => ProgrammeAction[action]),
  myApplicationIds: mine.map(({ id }) => id),
});

/** A programme without anybody's part in it. */
export function presentBare(programme: Programme): Wire {
  const { audience, startsAt, endsAt } = programme;
  return {
    programmeId: programme.id,
    name: programme.name,
    description: programme.description,
    state: ProgrammeState[programme.state],
    ...(isOpenToAll(audience)
      ? {}
      : {
          audienceScope: {
            ...(audience.batchYearMin === null ? {} : { batchYearMin: audience.batchYearMin }),
            ...(audience.batchYearMax === null ? {} : { batchYearMax: audience.batchYearMax }),
            departments: [...audience.departments],
          },
        }),
    audienceScopeJson: audienceToJson(audience),
    ...(startsAt ? { startsAt: timestampFromDate(startsAt) } : {}),
    ...(endsAt ? { endsAt: timestampFromDate(endsAt) } : {}),
    settings: presentSettings(programme.settings),
    version: BigInt(programme.version),
    createdAt: timestampFromDate(programme.createdAt),
    phases: programme.phases.map((phase) => ({
      phaseId: phase.id,
      name: phase.name,
      startsAt: timestampFromDate(phase.startsAt),
      endsAt: timestampFromDate(phase.endsAt),
    })),
  };
}

const presentSettings = (settings: ProgrammeSettings): NonNullable<Wire["settings"]> => ({
  mentorCapacityDefault: settings.mentorCapacityDefault,
  autoApproveMentors: settings.autoApproveMentors,
  selfBooking: settings.selfBooking,
  noShowGrace: durationFromMs(settings.noShowGraceMs),
  lateCancelWindow: durationFromMs(settings.lateCancelWindowMs),
  blindCopy: settings.blindCopy,
  pairingRules: {
    skillsWeightThousandths: settings.skillsWeight,
    audienceWeightThousandths: settings.audienceWeight,
    capacityWeightThousandths: settings.capacityWeight,
    capacityBasis: CapacityBasis[settings.capacityBasis],
    leastScoreBillionths: BigInt(settings.leastScore),
    strategy: PairingStrategy[settings.strategy],
  },
});
