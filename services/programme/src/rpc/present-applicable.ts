import type { MessageInitShape } from "@bufbuild/protobuf";
import { type ApplicableProgrammeSchema, ApplicationRole, ObstacleToApplying } from "@mentorship/client/v1";
import type { ApplicableProgramme } from "../queries/list-applicable-programmes.ts";
import { presentProgramme } from "./present-programme.ts";

/** A programme and whether the caller may apply to it. */
export const presentApplicable = ({
  seen,
  parts,
}: ApplicableProgramme): MessageInitShape<typeof ApplicableProgrammeSchema> => ({
  programme: presentProgramme(seen),
  parts: parts.map(({ role, obstacles, applicationId }) => ({
    role: ApplicationRole[role],
    mayApply: obstacles.length === 0,
    obstacles: obstacles.map((obstacle) => ObstacleToApplying[obstacle]),
    applicationId: applicationId ?? "",
  })),
});
