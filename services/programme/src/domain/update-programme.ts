import { isDeepStrictEqual } from "node:util";
import { DomainError } from "@mentorship/shared/errors";
import type { Actor } from "./actor.ts";
import type { AudienceScope } from "./audience.ts";
import { decidePhases, type PhaseWish } from "./phases.ts";
import { assertDates, type Programme, type ProgrammeSettings } from "./programme.ts";
import { nextProgrammeState } from "./programme-states.ts";

/** What is to change of a programme; undefined stays. `version` is the one that the change was made from. */
export interface ProgrammeWish {
  readonly version: number;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly audience: AudienceScope | undefined;
  readonly startsAt: Date | undefined;
  readonly endsAt: Date | undefined;
  readonly settings: Partial<ProgrammeSettings>;
  readonly phases: readonly PhaseWish[] | undefined;
}

/**
 * The programme as it is to be; itself when nothing changes. New phases get ids from `newId`. Throws PROGRAMME_STATE, STALE_VERSION and
 * INVALID_ARGUMENT.
 */
export function updatedProgramme(
  programme: Programme,
  wish: ProgrammeWish,
  actor: Actor,
  newId: () => string,
): Programme {
  const state = nextProgrammeState(programme.state, "UPDATE", actor);
  if (wish.version !== programme.version) {
    const text = "the programme was changed since it was read";
    throw new DomainError("STALE_VERSION", text, { version: String(programme.version) });
  }
  const updated: Programme = {
    ...programme,
    state,
    name: wish.name ?? programme.name,
    description: wish.description ?? programme.description,
    audience: wish.audience ?? programme.audience,
    startsAt: wish.startsAt ?? programme.startsAt,
    endsAt: wish.endsAt ?? programme.endsAt,
    settings: { ...programme.settings, ...wish.settings },
    phases: wish.phases ? decidePhases(wish.phases, programme.phases, newId, "phases.phases") : programme.phases,
  };
  assertDates(updated);
  return isDeepStrictEqual(updated, programme) ? programme : { ...updated, version: programme.version + 1 };
}
