import type { LeftOver, LeftOverReason, MatcherInput, Proposal, Terms } from "../../src/domain/matcher/index.ts";

// The obvious algorithm, written from the rules alone: it shares no code with the matcher, only its types.

type Mentor = MatcherInput["mentors"][number];
type Mentee = MatcherInput["mentees"][number];
export interface OracleResult {
  readonly proposals: readonly Proposal[];
  readonly leftOver: readonly LeftOver[];
}

interface Pair {
  readonly mentor: Mentor;
  readonly mentee: Mentee;
  score: bigint;
  terms: Terms;
}

/** Asks again for the best of all pairs after every single choice: the rule itself, word by word. */
export function matchByDefinition(input: MatcherInput): OracleResult {
  const seats = seatsOf(input);
  const matched = new Set<string>();
  const proposals: Proposal[] = [];
  for (;;) {
    let best: Pair | undefined;
    for (const mentor of input.mentors) {
      for (const mentee of input.mentees) {
        if (matched.has(mentee.personId) || seats.get(mentor.personId) === 0 || barred(input, mentor, mentee)) continue;
        const pair = scorePair(input, mentor, mentee, countedSeats(input, mentor, seats));
        if (!fitting(pair.terms) || pair.score < BigInt(input.leastScore)) continue;
        if (best === undefined || comparePairs(pair, best) < 0) best = pair;
      }
    }
    if (best === undefined) return { proposals, leftOver: leftOverOf(input, matched, seats) };
    choose(best, proposals, matched, seats);
  }
}

interface ScoredPair {
  readonly mentor: number;
  readonly mentee: number;
  readonly fit: number;
  score: number;
}

/**
 * Scores all pairs into objects, then sorts them (AT_START) or keeps them in a heap that scores a pair again when it
 * comes up (LIVE): what one would write first, done with care, and the yardstick of the figures.
 */
export function matchByPairObjects(input: MatcherInput): OracleResult {
  const mentors = input.mentors.toSorted((a, b) => compareBytes(a.personId, b.personId));
  const mentees = input.mentees.toSorted((a, b) => compareBytes(a.personId, b.personId));
  const free = mentors.map((mentor) => Math.max(0, mentor.maxMentees - mentor.taken));
  const weights = input.weights;
  const seatScore = (mentor: number) => {
    const axis = Math.floor(((free[mentor] as number) * 1_000_000) / (mentors[mentor] as Mentor).maxMentees);
    return weights.capacityThousandths * axis;
  };
  const pairs: ScoredPair[] = scoreAllPairs(input, mentors, mentees, free, seatScore);
  const seats = seatsOf(input);
  const matched = new Set<string>();
  const proposals: Proposal[] = [];
  const chooseScored = (pair: ScoredPair) => {
    const mentor = mentors[pair.mentor] as Mentor;
    const mentee = mentees[pair.mentee] as Mentee;
    choose(scorePair(input, mentor, mentee, countedSeats(input, mentor, seats)), proposals, matched, seats);
    free[pair.mentor] = (free[pair.mentor] as number) - 1;
    done[pair.mentee] = true;
  };
  const done = mentees.map(() => false);
  const isGone = (pair: ScoredPair) => done[pair.mentee] === true || free[pair.mentor] === 0;
  pairs.sort(compareScored);
  if (input.capacityBasis === "AT_START") {
    for (const pair of pairs) if (!isGone(pair)) chooseScored(pair);
  } else {
    while (pairs.length > 0) {
      const top = pairs[0] as ScoredPair;
      const score = isGone(top) ? -1 : top.fit + seatScore(top.mentor);
      if (score === top.score) chooseScored(top);
      const again = score >= 0 && score < top.score && score >= Number(input.leastScore);
      replaceTop(pairs, again ? { ...top, score } : undefined);
    }
  }
  return { proposals, leftOver: leftOverOf(input, matched, seats) };
}

function scoreAllPairs(
  input: MatcherInput,
  mentors: readonly Mentor[],
  mentees: readonly Mentee[],
  free: readonly number[],
  seatScore: (mentor: number) => number,
): ScoredPair[] {
  const barredPairs = new Set(input.barred.map((pair) => `${pair.mentorId}\n${pair.menteeId}`));
  const focusOf = mentees.map((mentee) => [...new Set(mentee.tags)]);
  const decadeOf = (person: Mentee) => (person.batchYear === null ? null : Math.floor(person.batchYear / 10));
  const menteeDecades = mentees.map(decadeOf);
  const pairs: ScoredPair[] = [];
  for (const [m, mentor] of mentors.entries()) {
    if (free[m] === 0) continue;
    const tags = new Set(mentor.tags);
    const decade = decadeOf(mentor);
    const seats = seatScore(m);
    for (const [e, mentee] of mentees.entries()) {
      const focus = focusOf[e] as string[];
      let shared = 0;
      for (const tag of focus) if (tags.has(tag)) shared++;
      let audience = 0;
      if (mentor.department !== "" && mentor.department === mentee.department) audience += 500_000;
      if (decade !== null && decade === menteeDecades[e]) audience += 500_000;
      if ((shared === 0 && audience === 0) || mentor.personId === mentee.personId) continue;
      if (barredPairs.size > 0 && barredPairs.has(`${mentor.personId}\n${mentee.personId}`)) continue;
      const skills = focus.length === 0 ? 0 : Math.floor((shared * 1_000_000) / focus.length);
      const fit = input.weights.skillsThousandths * skills + input.weights.audienceThousandths * audience;
      if (fit + seats >= Number(input.leastScore)) pairs.push({ mentor: m, mentee: e, fit, score: fit + seats });
    }
  }
  return pairs;
}

function compareScored(a: ScoredPair, b: ScoredPair): number {
  return b.score - a.score || a.mentor - b.mentor || a.mentee - b.mentee;
}

function replaceTop(heap: ScoredPair[], pair: ScoredPair | undefined): void {
  const last = pair ?? (heap.pop() as ScoredPair);
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && compareScored(heap[child + 1] as ScoredPair, heap[child] as ScoredPair) < 0) child++;
    if (compareScored(last, heap[child] as ScoredPair) <= 0) break;
    heap[at] = heap[child] as ScoredPair;
    at = child;
  }
  heap[at] = last;
}

function choose(pair: Pair, proposals: Proposal[], matched: Set<string>, seats: Map<string, number>): void {
  const { mentor, mentee, score, terms } = pair;
  proposals.push({ mentorId: mentor.personId, menteeId: mentee.personId, score: Number(score), terms });
  matched.add(mentee.personId);
  seats.set(mentor.personId, (seats.get(mentor.personId) ?? 0) - 1);
}

function scorePair(input: MatcherInput, mentor: Mentor, mentee: Mentee, seatsFree: number): Pair {
  const focus = [...new Set(mentee.tags)];
  const sharedTags = focus.filter((tag) => mentor.tags.includes(tag)).sort(compareBytes);
  const skills = focus.length === 0 ? 0 : Math.floor((sharedTags.length * 1_000_000) / focus.length);
  const sameDepartment = mentor.department !== "" && mentor.department === mentee.department;
  const sameDecade =
    mentor.batchYear !== null &&
    mentee.batchYear !== null &&
    Math.floor(mentor.batchYear / 10) === Math.floor(mentee.batchYear / 10);
  const audience = Number(sameDepartment) * 500_000 + Number(sameDecade) * 500_000;
  const capacity = mentor.maxMentees === 0 ? 0 : Math.floor((seatsFree * 1_000_000) / mentor.maxMentees);
  const weights = input.weights;
  const score =
    BigInt(weights.skillsThousandths) * BigInt(skills) +
    BigInt(weights.audienceThousandths) * BigInt(audience) +
    BigInt(weights.capacityThousandths) * BigInt(capacity);
  const terms = {
    skills: { axisMillionths: skills, sharedTags, focusTagCount: focus.length },
    audience: { axisMillionths: audience, sameDepartment, sameDecade },
    capacity: { axisMillionths: capacity, seatsFree, maxMentees: mentor.maxMentees },
  };
  return { mentor, mentee, score, terms };
}

function comparePairs(a: Pair, b: Pair): number {
  if (a.score !== b.score) return a.score > b.score ? -1 : 1;
  if (a.mentor !== b.mentor) return compareBytes(a.mentor.personId, b.mentor.personId);
  return compareBytes(a.mentee.personId, b.mentee.personId);
}

const bytes = new Map<string, Buffer>();
function bytesOf(text: string): Buffer {
  const known = bytes.get(text);
  if (known) return known;
  const made = Buffer.from(text, "utf8");
  bytes.set(text, made);
  return made;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(bytesOf(a), bytesOf(b));
}

function seatsOf(input: MatcherInput): Map<string, number> {
  return new Map(input.mentors.map((mentor) => [mentor.personId, Math.max(0, mentor.maxMentees - mentor.taken)]));
}

function countedSeats(input: MatcherInput, mentor: Mentor, seats: Map<string, number>): number {
  if (input.capacityBasis === "LIVE") return seats.get(mentor.personId) ?? 0;
  return Math.max(0, mentor.maxMentees - mentor.taken);
}

function barred(input: MatcherInput, mentor: Mentor, mentee: Mentee): boolean {
  if (mentor.personId === mentee.personId) return true;
  return input.barred.some((pair) => pair.mentorId === mentor.personId && pair.menteeId === mentee.personId);
}

function fitting(terms: Terms): boolean {
  return terms.skills.sharedTags.length > 0 || terms.audience.sameDepartment || terms.audience.sameDecade;
}

function leftOverOf(input: MatcherInput, matched: Set<string>, seats: Map<string, number>): LeftOver[] {
  return input.mentees
    .filter((mentee) => !matched.has(mentee.personId))
    .map((mentee) => ({ menteeId: mentee.personId, reason: reasonOf(input, mentee, seats) }))
    .sort((a, b) => compareBytes(a.menteeId, b.menteeId));
}

function reasonOf(input: MatcherInput, mentee: Mentee, seats: Map<string, number>): LeftOverReason {
  const others = input.mentors.filter((mentor) => mentor.personId !== mentee.personId);
  if (others.length === 0) return "NO_APPROVED_MENTOR";
  const fit = others.filter((mentor) => fitting(scorePair(input, mentor, mentee, 0).terms));
  if (fit.length === 0) return "NO_SHARED_TAG_OR_AXIS";
  const allowed = fit.filter((mentor) => !barred(input, mentor, mentee));
  if (allowed.length === 0) return "ONLY_BARRED_PAIRS_FIT";
  return allowed.every((mentor) => seats.get(mentor.personId) === 0)
    ? "FITTING_MENTORS_FULL"
    : "ONLY_BELOW_LEAST_SCORE";
}
