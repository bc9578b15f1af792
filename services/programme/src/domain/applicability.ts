import type { Application } from "./application.ts";
import { applicationRoles, type ApplicationRole, applicationTable } from "./application-states.ts";
import type { Actor } from "./actor.ts";
import { type Attributes, axesOutside } from "./audience.ts";
import { isAdmin } from "./policy.ts";
import type { ProgrammeCore } from "./programme.ts";
import { programmeTable } from "./programme-states.ts";

/** Why a person may not apply, in the order of the contract. */
export const obstacles = ["NOT_OPEN", "BATCH_YEAR", "DEPARTMENT", "ALREADY_APPLIED"] as const;
export type Obstacle = (typeof obstacles)[number];

/** Each obstacle that keeps a person from applying in a role. `own`: their applications to the programme. */
export function obstaclesTo(
  programme: ProgrammeCore,
  role: ApplicationRole,
  person: Attributes,
  own: readonly Application[],
): Obstacle[] {
  const outside = axesOutside(programme.audience, person);
  const holds: Readonly<Record<Obstacle, boolean>> = {
    NOT_OPEN: programmeTable[programme.state][applyAs[role]] === undefined,
    BATCH_YEAR: outside.includes("batch_year"),
    DEPARTMENT: outside.includes("department"),
    ALREADY_APPLIED: own.some(
      (each) => each.role === role && applicationTable[role][each.state].APPLY_AGAIN === undefined,
    ),
  };
  return obstacles.filter((obstacle) => holds[obstacle]);
}

const applyAs = { MENTOR: "APPLY_AS_MENTOR", MENTEE: "APPLY_AS_MENTEE" } as const;

/** The roles in which a caller may apply for themselves at all, by their token; of these `asked` alone, where one is. */
export function rolesToApplyIn(actor: Actor, asked: ApplicationRole | undefined): ApplicationRole[] {
  const named = (role: ApplicationRole) => actor.roles.includes(role.toLowerCase());
  return applicationRoles.filter((role) =>
    asked === undefined ? named(role) : role === asked && (named(role) || isAdmin(actor)),
  );
}
