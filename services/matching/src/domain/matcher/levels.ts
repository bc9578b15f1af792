import type { CompiledInput } from "./compile.ts";
import { AXIS_HALF, fitScore, skillsAxis } from "./score.ts";

/** Which mentees of a range a part of a level means: an exact number of shared tags (0 and up), or one of these. */
export const ANY_SHARED = -1;
export const EVERYONE = -2;

/**
 * The few values that the fit of a pair (skills and audience, without seats) can take, best first. A level is made
 * of parts: mentees of one focus tag count and one audience fit (in halves) who share `shared` tags with the mentor.
 */
export interface Levels {
  readonly count: number;
  /** Fit in 1e-9, strictly falling. */
  readonly fit: Float64Array;
  /** Parts of level `i` are `partStart[i] … partStart[i + 1] - 1`. */
  readonly partStart: Int32Array;
  readonly partLevel: Int32Array;
  /** Which list of ranges the part's mentees stand in: `focus * 3 + halves`. */
  readonly partList: Int32Array;
  readonly partShared: Int32Array;
}

interface Part {
  readonly fit: number;
  readonly list: number;
  readonly shared: number;
}

/** All levels of fit that mentees with these focus tag counts can have; `focus` indexes into `focusCounts`. */
export function levelsOf(input: CompiledInput, focusCounts: Int32Array, mostMentorTags: number): Levels {
  const parts: Part[] = [];
  focusCounts.forEach((focusTags, focus) => {
    for (const halves of [0, 1, 2]) {
      const fit = (shared: number) => fitScore(input.weights, skillsAxis(shared, focusTags), halves * AXIS_HALF);
      const list = focus * 3 + halves;
      const mostShared = Math.min(focusTags, mostMentorTags);
      if (input.weights.skillsThousandths === 0) {
        if (halves > 0) parts.push({ fit: fit(0), list, shared: EVERYONE });
        else if (mostShared > 0) parts.push({ fit: fit(0), list, shared: ANY_SHARED });
      } else {
        for (let shared = halves > 0 ? 0 : 1; shared <= mostShared; shared++) {
          parts.push({ fit: fit(shared), list, shared });
        }
      }
    }
  });
  return packLevels(parts.toSorted((a, b) => b.fit - a.fit));
}

function packLevels(parts: readonly Part[]): Levels {
  const fits: number[] = [];
  const partStart: number[] = [];
  const partLevel: number[] = [];
  parts.forEach((part, index) => {
    if (part.fit !== fits.at(-1)) {
      fits.push(part.fit);
      partStart.push(index);
    }
    partLevel.push(fits.length - 1);
  });
  return {
    count: fits.length,
    fit: Float64Array.from(fits),
    partStart: Int32Array.from([...partStart, parts.length]),
    partLevel: Int32Array.from(partLevel),
    partList: Int32Array.from(parts, (part) => part.list),
    partShared: Int32Array.from(parts, (part) => part.shared),
  };
}
