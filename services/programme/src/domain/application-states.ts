import { DomainError } from "@mentorship/shared/errors";
import type { Actor } from "./actor.ts";
import type { Application, LiveMatch } from "./application.ts";
import { isAdmin, isSelf, isStaff } from "./policy.ts";
import { type ProgrammeState, programmeTable, wrongProgrammeState } from "./programme-states.ts";

export const applicationRoles = ["MENTOR", "MENTEE"] as const;
export type ApplicationRole = (typeof applicationRoles)[number];

/** `MATCHED` is not kept: a mentee's application is matched while there is a live match of theirs. */
export const storedStates = ["APPLIED", "APPROVED", "PAUSED", "WITHDRAWN"] as const;
export type StoredState = (typeof storedStates)[number];
export type ApplicationState = StoredState | "MATCHED";

export const applicationActions = ["APPROVE", "PAUSE", "RESUME", "WITHDRAW", "APPLY_AGAIN", "UPDATE"] as const;
export type ApplicationAction = (typeof applicationActions)[number];

type Table = Readonly<Record<StoredState, Readonly<Partial<Record<ApplicationAction, StoredState>>>>>;

/** State, action, next state, for each role. What is not here is refused. */
export const applicationTable: Readonly<Record<ApplicationRole, Table>> = {
  MENTOR: {
    APPLIED: { APPROVE: "APPROVED", PAUSE: "PAUSED", WITHDRAW: "WITHDRAWN", UPDATE: "APPLIED" },
    APPROVED: { PAUSE: "PAUSED", WITHDRAW: "WITHDRAWN", UPDATE: "APPROVED" },
    PAUSED: { APPROVE: "APPROVED", RESUME: "APPROVED", WITHDRAW: "WITHDRAWN", UPDATE: "PAUSED" },
    WITHDRAWN: { APPLY_AGAIN: "APPLIED" },
  },
  MENTEE: {
    APPLIED: { WITHDRAW: "WITHDRAWN", UPDATE: "APPLIED" },
    APPROVED: {},
    PAUSED: {},
    WITHDRAWN: { APPLY_AGAIN: "APPLIED" },
  },
};

/** The states of the programme in which each action works. */
export const programmeAllows = (state: ProgrammeState, action: ApplicationAction, role: ApplicationRole): boolean =>
  action === "APPLY_AGAIN"
    ? programmeTable[state][role === "MENTOR" ? "APPLY_AS_MENTOR" : "APPLY_AS_MENTEE"] !== undefined
    : state !== "COMPLETED";

type Who = (actor: Actor, application: Application) => boolean;
const adminOrSelf: Who = (actor, application) => isAdmin(actor) || isSelf(actor, application.personId);

/** A mentor may undo their own pause of an approved application, and nobody else's. */
const mayResume: Who = (actor, application) =>
  isAdmin(actor) ||
  (isSelf(actor, application.personId) &&
    (application.state !== "PAUSED" ||
      (application.pausedFrom === "APPROVED" && application.pausedBy === application.personId)));

/** Who may, in a state that allows it. */
export const applicationActors: Readonly<Record<ApplicationAction, Who>> = {
  APPROVE: (actor) => isAdmin(actor),
  PAUSE: adminOrSelf,
  RESUME: mayResume,
  WITHDRAW: adminOrSelf,
  APPLY_AGAIN: adminOrSelf,
  UPDATE: adminOrSelf,
};

/** The state that a caller is told: a mentee's own application reads `APPLIED` until the mentor has accepted. */
export function visibleState(application: Application, match: LiveMatch, actor: Actor): ApplicationState {
  if (application.role !== "MENTEE" || application.state !== "APPLIED" || match === null) return application.state;
  return match.seen || isStaff(actor) ? "MATCHED" : "APPLIED";
}

/** What the caller may do with an application now, in the order of the contract. */
export function actionsOnApplication(
  application: Application,
  programmeState: ProgrammeState,
  actor: Actor,
): ApplicationAction[] {
  return applicationActions.filter(
    (action) =>
      applicationTable[application.role][application.state][action] !== undefined &&
      programmeAllows(programmeState, action, application.role) &&
      applicationActors[action](actor, application),
  );
}

/** What stands around an application when something is done to it. */
export interface AroundApplication {
  readonly programmeState: ProgrammeState;
  readonly match: LiveMatch;
}

/** The state after an action. Throws PERMISSION_DENIED, PROGRAMME_STATE or APPLICATION_STATE; `match` is told in a refusal only. */
export function nextApplicationState(
  application: Application,
  action: Exclude<ApplicationAction, "APPLY_AGAIN">,
  actor: Actor,
  around: AroundApplication,
): StoredState {
  if (!applicationActors[action](actor, application)) {
    throw new DomainError("PERMISSION_DENIED", `you may not ${action.toLowerCase()} this application`);
  }
  if (!programmeAllows(around.programmeState, action, application.role)) {
    throw wrongProgrammeState(around.programmeState, actor);
  }
  const next = applicationTable[application.role][application.state][action];
  if (next === undefined) throw wrongApplicationState(application, actor, around);
  return next;
}

/** The application after an action, one version on. Throws what `nextApplicationState` throws. No clock moves an application. */
export function decideApplication(
  application: Application,
  action: Exclude<ApplicationAction, "APPLY_AGAIN" | "UPDATE">,
  actor: Actor,
  around: AroundApplication,
): Application {
  const state = nextApplicationState(application, action, actor, around);
  const paused = action === "PAUSE";
  return {
    ...application,
    state,
    pausedFrom: paused ? application.state : null,
    pausedBy: paused ? actor.id : null,
    version: application.version + 1,
  };
}

/** APPLICATION_STATE, with the state as this caller is told it. */
function wrongApplicationState(application: Application, actor: Actor, around: AroundApplication): DomainError {
  const state = visibleState(application, around.match, actor);
  const text = `the ${application.role.toLowerCase()}'s application is ${state.toLowerCase()}, where this can't be done`;
  return new DomainError("APPLICATION_STATE", text, {
    state,
    allowed_actions: actionsOnApplication(application, around.programmeState, actor).join(","),
  });
}
