import type { PhaseInput } from "@mentorship/client/v1";
import type { PhaseWish } from "../domain/phases.ts";
import { dateOf } from "./dates.ts";

/** Phases as somebody wants them. `field` is the list's path in the request. Throws INVALID_ARGUMENT for a time that can't be. */
export const phaseWishesOf = (phases: readonly PhaseInput[], field: string): PhaseWish[] =>
  phases.map(({ phaseId, name, startsAt, endsAt }, index) => ({
    id: phaseId || null,
    name,
    startsAt: dateOf(startsAt, `${field}[${index}].starts_at`),
    endsAt: dateOf(endsAt, `${field}[${index}].ends_at`),
  }));
