import { invalid, type Violation } from "@mentorship/shared/errors";

/** A part of a programme's course. Its dates inform; no clock acts on them. */
export interface Phase {
  readonly id: string;
  readonly name: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A phase as somebody wants it. `id` null: a new one. */
export type PhaseWish = Omit<Phase, "id"> & { readonly id: string | null };

/**
 * The phases of a programme as they are to be, in their order: those with an id keep it, others get a new one. `field` is the list's path
 * in the request. Throws INVALID_ARGUMENT that names every phase with an id that `known` does not have or that is given twice, that ends
 * before it begins, or that begins before the one above it.
 */
export function decidePhases(
  wishes: readonly PhaseWish[],
  known: readonly Phase[],
  newId: () => string,
  field: string,
): Phase[] {
  const violations: Violation[] = [];
  const ids = new Set(known.map(({ id }) => id));
  const phases = wishes.map(({ id, ...phase }, index): Phase => {
    const at = `${field}[${index}]`;
    const kept = id?.toLowerCase();
    if (kept !== undefined && !ids.delete(kept)) {
      const named = known.some((each) => each.id === kept);
      const rule = named ? "must be given once" : "must be empty or the id of a phase of this programme";
      violations.push({ field: `${at}.phase_id`, description: rule });
    }
    if (phase.endsAt <= phase.startsAt) {
      violations.push({ field: `${at}.ends_at`, description: "must be after starts_at" });
    }
    const above = wishes[index - 1];
    if (above && phase.startsAt < above.startsAt) {
      violations.push({ field: `${at}.starts_at`, description: "must not be before the beginning of the phase above" });
    }
    return { id: kept ?? newId(), ...phase };
  });
  if (violations.length > 0) throw invalid(violations);
  return phases;
}
