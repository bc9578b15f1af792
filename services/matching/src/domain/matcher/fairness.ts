import type { CompiledInput } from "./compile.ts";
import type { Picks } from "./picks.ts";
import { AXIS_ONE } from "./score.ts";
import type { Fairness, MentorLoad } from "./types.ts";

/** How the load lies on the mentors after the picks, what was taken before included. */
export function fairnessOf(input: CompiledInput, picks: Picks): Fairness {
  const proposed = new Int32Array(input.mentors.length);
  for (const mentor of picks.mentor) proposed[mentor] = (proposed[mentor] ?? 0) + 1;
  const perMentor: MentorLoad[] = input.mentors.map(({ personId, taken, maxMentees }, rank) => {
    return { mentorId: personId, taken, proposed: proposed[rank] ?? 0, maxMentees };
  });
  const loads = Float64Array.from(perMentor, (load) => load.taken + load.proposed).toSorted();
  const total = loads.reduce((sum, load) => sum + load, 0);
  return {
    mentors: loads.length,
    idleMentors: loads.filter((load) => load === 0).length,
    loadMin: loads[0] ?? 0,
    loadMax: loads.at(-1) ?? 0,
    loadMeanMillionths: loads.length === 0 ? 0 : Number((BigInt(total) * BigInt(AXIS_ONE)) / BigInt(loads.length)),
    giniMillionths: giniMillionths(loads, total),
    perMentor,
  };
}

// Gini = Σ (2i − n − 1)·load(i) / (n·Σ load), i from 1 over ascending loads; whole numbers, so the same everywhere.
function giniMillionths(ascending: Float64Array, total: number): number {
  if (total === 0) return 0;
  const n = ascending.length;
  let weighted = 0;
  ascending.forEach((load, index) => {
    weighted += (2 * index + 1 - n) * load;
  });
  return Number((BigInt(weighted) * BigInt(AXIS_ONE)) / (BigInt(n) * BigInt(total)));
}
