import { parentPort, workerData } from "node:worker_threads";
import { linearSumAssignment } from "linear-sum-assignment";
import type { MatcherInput } from "../src/domain/matcher/index.ts";
import { timed } from "./figures.ts";

// A thread that solves a cohort as an assignment of mentees to seats: a row a mentee, a column a seat, a score in each.

/** What the package took, and the total that it found. */
export interface Assigned {
  readonly wall: number;
  readonly cpu: number;
  readonly total: number;
}

// A pair that shares nothing scores 0, as much as no pair. Enough where seats outnumber mentees and nobody is barred.
function seatMatrix({ mentors, mentees, weights }: MatcherInput): Float64Array[] {
  const seats = mentors.map(({ maxMentees, taken }) => maxMentees - taken);
  const owners = seats.flatMap((count, mentor) => Array<number>(count).fill(mentor));
  if (owners.length < mentees.length) throw new Error("the matrix needs a seat for every mentee");
  const tagsOf = mentors.map(({ tags }) => new Set(tags));
  const decadeOf = ({ batchYear }: { batchYear: number | null }) => batchYear && Math.floor(batchYear / 10);
  return mentees.map((mentee) => {
    const scores = mentors.map((mentor, at) => {
      const shared = mentee.tags.filter((tag) => tagsOf[at]?.has(tag)).length;
      const sameDepartment = mentor.department === mentee.department;
      const halves = Number(sameDepartment) + Number(decadeOf(mentor) === decadeOf(mentee));
      if (shared === 0 && halves === 0) return 0;
      return (
        weights.skillsThousandths * Math.floor((shared * 1_000_000) / mentee.tags.length) +
        weights.audienceThousandths * halves * 500_000 +
        weights.capacityThousandths * Math.floor(((seats[at] ?? 0) * 1_000_000) / mentor.maxMentees)
      );
    });
    return Float64Array.from(owners, (mentor) => scores[mentor] ?? 0);
  });
}

const matrix = seatMatrix(workerData as MatcherInput);
parentPort?.postMessage("made");
const { wall, cpu, result } = timed(() => linearSumAssignment(matrix, { maximaze: true }));
parentPort?.postMessage({ wall, cpu, total: result.gain } satisfies Assigned);
