import type { Actor } from "./actor.ts";
import type { Application } from "./application.ts";
import type { ApplicationRole } from "./application-states.ts";
import { obstaclesTo } from "./applicability.ts";
import type { Attributes } from "./audience.ts";
import { isAdmin, isStaff } from "./policy.ts";
import type { Programme } from "./programme.ts";
import { actionsOnProgramme, type ProgrammeAction, programmeStates, type ProgrammeState } from "./programme-states.ts";

/** What the caller may do with a programme now. `person`: what the directory has of the caller; `own`: their applications to it. */
export function actionsForCaller(
  programme: Programme,
  actor: Actor,
  person: Attributes | undefined,
  own: readonly Application[],
): ProgrammeAction[] {
  const mayApply = (role: ApplicationRole): boolean =>
    isAdmin(actor) || (person !== undefined && obstaclesTo(programme, role, person, own).length === 0);
  return actionsOnProgramme(programme.state, actor).filter((action) => {
    if (action === "APPLY_AS_MENTOR") return mayApply("MENTOR");
    return action === "APPLY_AS_MENTEE" ? mayApply("MENTEE") : true;
  });
}

/** The states whose programmes a caller may know of: drafts are for staff. */
export const statesSeenBy = (actor: Actor): ProgrammeState[] =>
  programmeStates.filter((state) => state !== "DRAFT" || isStaff(actor));
