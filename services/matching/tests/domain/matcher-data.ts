import type { MatcherInput } from "../../src/domain/matcher/index.ts";

export type Random = () => number;

/** Numbers in [0, 1) that follow from the seed alone (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

export function oneOf<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/**
 * A cohort like a large school's: 300 tags with Zipf popularity, 3 to 8 per person, 12 departments, batch years 1990 to
 * 2026, seats 1 to `mostSeats`.
 */
export function cohort(seed: number, mentorCount: number, menteeCount: number, mostSeats = 20): MatcherInput {
  const random = seededRandom(seed);
  const drawTag = zipfTags(300);
  const person = (prefix: string, index: number) => {
    const tags = new Set<string>();
    const wanted = whole(random, 3, 8);
    while (tags.size < wanted) tags.add(drawTag(random));
    return {
      personId: `${prefix}-${whole(random, 0, 0xfff_ffff).toString(16).padStart(7, "0")}-${index}`,
      tags: [...tags],
      department: `department-${whole(random, 1, 12)}`,
      batchYear: whole(random, 1990, 2026),
    };
  };
  return {
    strategy: "GREEDY",
    weights: { skillsThousandths: 2000, audienceThousandths: 1000, capacityThousandths: 500 },
    capacityBasis: "LIVE",
    leastScore: 0,
    mentors: Array.from({ length: mentorCount }, (_, index) => {
      return { ...person("mentor", index), maxMentees: whole(random, 1, mostSeats), taken: 0 };
    }),
    mentees: Array.from({ length: menteeCount }, (_, index) => person("mentee", index)),
    barred: [],
  };
}

function zipfTags(count: number): (random: Random) => string {
  const upTo: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= count; rank++) upTo.push((total += 1 / rank));
  return (random) => {
    const at = random() * total;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return `tag-${low}`;
  };
}

const PREFIX = "0190a7c2-the-same-forty-characters-before-it-differs-";
const ID_STYLES: readonly ((index: number) => string)[] = [
  (index) => `p${index}`,
  (index) => `${PREFIX}${index}`,
  (index) => `${"x".repeat(index % 5)}${index}`,
  (index) => `${["\u{1f600}", "\uffee", "\ue000", "\u{10ffff}", "é", "z"][index % 6]}${index}`,
];
const TAGS = ["a", "b", "\u{1f600}", "\uffee", ...Array.from({ length: 40 }, (_, index) => `tag ${index}`)];
const WEIGHTS = [0, 0, 1, 333, 500, 1000, 1000, 2000, 100_000];

/** A small case that leaves little out: ties, extreme weights, full mentors, barred pairs, people in both roles. */
export function smallCase(seed: number, mostMentors: number, mostMentees: number): MatcherInput {
  const random = seededRandom(seed);
  const idOf = oneOf(random, ID_STYLES);
  const tagCount = oneOf(random, [1, 4, 8, 19, TAGS.length]);
  const mostTags = oneOf(random, [0, 2, 5, 24, 80]);
  const departments = ["", "law", "law", "physics", "\u{1f600}"].slice(0, whole(random, 1, 5));
  const years = [null, 1989, 1990, 1999, 2000, 2009, -1, 0].slice(0, whole(random, 1, 8));
  const mostSeats = oneOf(random, [1, 3, 8, 100]);
  const ids = shuffled(
    random,
    Array.from({ length: (mostMentors + mostMentees) * 2 }, (_, index) => idOf(index)),
  );
  const person = (personId: string) => ({
    personId,
    tags: Array.from({ length: whole(random, 0, mostTags) }, () => TAGS[whole(random, 0, tagCount - 1)] as string),
    department: oneOf(random, departments),
    batchYear: oneOf(random, years),
  });
  const mentors = ids.slice(0, whole(random, 0, mostMentors)).map((id) => {
    return { ...person(id), maxMentees: whole(random, 0, mostSeats), taken: random() < 0.6 ? 0 : whole(random, 0, 4) };
  });
  // Some of the mentors apply as mentees too.
  const menteeFrom = random() < 0.5 ? 0 : mostMentors;
  const mentees = ids.slice(menteeFrom, menteeFrom + whole(random, 0, mostMentees)).map(person);
  const everyPair = mentors.flatMap((mentor) => {
    return mentees.map((mentee) => ({ mentorId: mentor.personId, menteeId: mentee.personId }));
  });
  const barredShare = oneOf(random, [0, 0, 0.1, 0.5, 1]);
  return {
    strategy: "GREEDY",
    weights: {
      skillsThousandths: oneOf(random, WEIGHTS),
      audienceThousandths: oneOf(random, WEIGHTS),
      capacityThousandths: oneOf(random, WEIGHTS),
    },
    capacityBasis: oneOf(random, ["LIVE", "AT_START"]),
    leastScore: oneOf(random, [
      0,
      0,
      0n,
      500_000_000n,
      1_000_000_000,
      2_250_000_000,
      3_500_000_000,
      whole(random, 0, 9e9),
    ]),
    mentors,
    mentees,
    barred: everyPair.filter(() => random() < barredShare),
  };
}
