import { isDeepStrictEqual } from "node:util";
import { DomainError, invalid } from "@mentorship/shared/errors";
import type { Actor } from "./actor.ts";
import type { Application, ModalityName } from "./application.ts";
import { type AroundApplication, nextApplicationState } from "./application-states.ts";
import { skillUnknown } from "./apply.ts";

/** What is to change of an application; undefined stays. `version` is the one that the change was made from. */
export interface ApplicationWish {
  readonly version: number;
  readonly tags: readonly string[] | undefined;
  readonly bioShort: string | undefined;
  readonly availabilityHours: number | undefined;
  readonly maxMentees: number | undefined;
  readonly modality: ModalityName | undefined;
}

/**
 * The application as it is to be, one version on; itself when nothing changes. Throws PERMISSION_DENIED, PROGRAMME_STATE,
 * APPLICATION_STATE, INVALID_ARGUMENT for what only a mentor has, STALE_VERSION and SKILL_UNKNOWN.
 */
export function updatedApplication(
  application: Application,
  wish: ApplicationWish,
  actor: Actor,
  around: AroundApplication & { readonly unknownTags: readonly string[] },
): Application {
  const state = nextApplicationState(application, "UPDATE", actor, around);
  assertOfMentor(application, wish);
  if (wish.version !== application.version) {
    const text = "the application was changed since it was read";
    throw new DomainError("STALE_VERSION", text, { version: String(application.version) });
  }
  if (around.unknownTags.length > 0) throw skillUnknown(around.unknownTags);
  const updated: Application = {
    ...application,
    state,
    tags: wish.tags ?? application.tags,
    bioShort: wish.bioShort ?? application.bioShort,
    availabilityHours: wish.availabilityHours ?? application.availabilityHours,
    maxMentees: wish.maxMentees ?? application.maxMentees,
    modality: wish.modality ?? application.modality,
  };
  return isDeepStrictEqual(updated, application) ? application : { ...updated, version: application.version + 1 };
}

function assertOfMentor({ role }: Application, wish: ApplicationWish): void {
  if (role === "MENTOR") return;
  const fields = [
    ...(wish.availabilityHours === undefined ? [] : ["availability_hours_per_month"]),
    ...(wish.maxMentees === undefined ? [] : ["max_mentees"]),
  ];
  if (fields.length === 0) return;
  throw invalid(
    fields.map((field) => ({ field, description: "must be left out: only a mentor's application has it" })),
  );
}
