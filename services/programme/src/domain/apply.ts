import { DomainError } from "@mentorship/shared/errors";
import type { Actor } from "./actor.ts";
import type { Application, ApplicationText, LiveMatch } from "./application.ts";
import { actionsOnApplication, type ApplicationRole, applicationTable, visibleState } from "./application-states.ts";
import { type Attributes, axesOutside } from "./audience.ts";
import { isAdmin } from "./policy.ts";
import type { ProgrammeCore } from "./programme.ts";
import { nextProgrammeState } from "./programme-states.ts";

/** A person who wants to take part. Null: not in the directory. */
export type Applicant = (Attributes & { readonly suspended: boolean }) | null;

/** Everything that applying is decided by. `existing` is the person's application in this role, if there is one. */
export interface Applying {
  readonly programme: ProgrammeCore;
  readonly role: ApplicationRole;
  readonly personId: string;
  readonly applicant: Applicant;
  readonly existing: Application | null;
  readonly match: LiveMatch;
  readonly unknownTags: readonly string[];
  readonly text: ApplicationText;
}

/**
 * The application after applying: new, under `newId`, or the withdrawn one opened again. Throws PERMISSION_DENIED, PERSON_UNKNOWN,
 * PERSON_SUSPENDED, PROGRAMME_STATE, ALREADY_APPLIED, SKILL_UNKNOWN or NOT_ELIGIBLE.
 */
export function decideApply(applying: Applying, newId: string, actor: Actor, now: Date): Application {
  const { programme, role, personId, existing, text } = applying;
  assertMayApply(applying, actor);
  nextProgrammeState(programme.state, role === "MENTOR" ? "APPLY_AS_MENTOR" : "APPLY_AS_MENTEE", actor);
  if (existing && applicationTable[role][existing.state].APPLY_AGAIN === undefined) {
    throw alreadyApplied(existing, applying, actor);
  }
  if (applying.unknownTags.length > 0) throw skillUnknown(applying.unknownTags);
  const outside = axesOutside(programme.audience, applying.applicant ?? {});
  if (outside.length > 0 && text.overrideReason === "") {
    const text = `the person is outside the programme's audience by ${outside.join(" and ")}`;
    throw new DomainError("NOT_ELIGIBLE", text, { axes: outside.join(",") });
  }
  const approved = role === "MENTOR" && programme.settings.autoApproveMentors;
  const mentor = role === "MENTOR";
  return {
    id: existing?.id ?? newId,
    programmeId: programme.id,
    personId,
    role,
    state: approved ? "APPROVED" : "APPLIED",
    tags: text.tags,
    bioShort: text.bioShort,
    availabilityHours: mentor ? text.availabilityHours : 0,
    maxMentees: mentor ? text.maxMentees || programme.settings.mentorCapacityDefault : 0,
    modality: text.modality,
    // A reason is kept only where it let somebody in.
    overrideReason: outside.length > 0 ? text.overrideReason : "",
    pausedFrom: null,
    pausedBy: null,
    version: (existing?.version ?? 0) + 1,
    createdAt: existing?.createdAt ?? now,
  };
}

function assertMayApply({ personId, applicant, text }: Applying, actor: Actor): void {
  if (personId !== actor.id && !isAdmin(actor)) {
    throw new DomainError("PERMISSION_DENIED", "only an admin may apply for somebody else");
  }
  if (text.overrideReason !== "" && !isAdmin(actor)) {
    throw new DomainError("PERMISSION_DENIED", "only an admin may let in who is outside the audience");
  }
  if (!applicant) {
    throw new DomainError("PERSON_UNKNOWN", "the person is not in the directory", { person_id: personId });
  }
  if (applicant.suspended) {
    throw new DomainError("PERSON_SUSPENDED", "the person is suspended", { person_id: personId });
  }
}

function alreadyApplied(existing: Application, { programme, match }: Applying, actor: Actor): DomainError {
  return new DomainError("ALREADY_APPLIED", "the person has applied in this role already", {
    application_id: existing.id,
    state: visibleState(existing, match, actor),
    allowed_actions: actionsOnApplication(existing, programme.state, actor).join(","),
  });
}

/** SKILL_UNKNOWN, with the tags that the catalogue does not have. */
export const skillUnknown = (tags: readonly string[]): DomainError =>
  new DomainError("SKILL_UNKNOWN", "not every tag is in the catalogue of skills", { tags: [...tags].sort().join(",") });
