import type { LeftOver, LeftOverReason, MatcherInput, Proposal } from "../src/domain/matcher/index.ts";

// What one would write first, done with care: every pair scored into an object, then all sorted (AT_START) or put into a
// heap that scores a pair again when it comes up (LIVE). It shares no code with the matcher.

type Mentor = MatcherInput["mentors"][number];
type Mentee = MatcherInput["mentees"][number];

interface Pair {
  /** Places in the lists sorted by id. */
  readonly mentor: number;
  readonly mentee: number;
  readonly shared: number;
  readonly halves: number;
  readonly fit: number;
  score: number;
}

interface Work {
  readonly input: MatcherInput;
  readonly mentors: readonly Mentor[];
  readonly mentees: readonly Mentee[];
  readonly free: number[];
  readonly done: boolean[];
  readonly proposals: Proposal[];
  /** By mentee, what is known of the reason should they be left over. */
  readonly reasons: (LeftOverReason | null)[];
}

/** The same result as the matcher's by the obvious way. */
export function matchByPairObjects(input: MatcherInput): { proposals: Proposal[]; leftOver: LeftOver[] } {
  const mentors = input.mentors.toSorted(byId);
  const mentees = input.mentees.toSorted(byId);
  const free = mentors.map((mentor) => Math.max(0, mentor.maxMentees - mentor.taken));
  const reasons = mentees.map((): LeftOverReason => "NO_APPROVED_MENTOR");
  const work: Work = { input, mentors, mentees, free, done: mentees.map(() => false), proposals: [], reasons };
  const pairs = scoreAll(work);
  if (input.capacityBasis === "AT_START") chooseSorted(work, pairs);
  else chooseFromHeap(work, pairs);
  return { proposals: work.proposals, leftOver: leftOverOf(work) };
}

function scoreAll(work: Work): Pair[] {
  const { input, mentors, mentees, free, reasons } = work;
  const { skillsThousandths, audienceThousandths } = input.weights;
  const leastScore = Number(input.leastScore);
  const barred = new Set(input.barred.map((pair) => `${pair.mentorId}\n${pair.menteeId}`));
  const focusOf = mentees.map((mentee) => [...new Set(mentee.tags)]);
  const decadeOf = (person: Mentee) => (person.batchYear === null ? null : Math.floor(person.batchYear / 10));
  const decades = mentees.map(decadeOf);
  const pairs: Pair[] = [];
  for (const [m, mentor] of mentors.entries()) {
    const tags = new Set(mentor.tags);
    const decade = decadeOf(mentor);
    const seats = seatScore(work, m);
    for (const [e, mentee] of mentees.entries()) {
      if (mentor.personId === mentee.personId) continue;
      const focus = focusOf[e] as string[];
      let shared = 0;
      for (const tag of focus) if (tags.has(tag)) shared++;
      let halves = 0;
      if (mentor.department !== "" && mentor.department === mentee.department) halves++;
      if (decade !== null && decade === decades[e]) halves++;
      if (reasons[e] === "NO_APPROVED_MENTOR") reasons[e] = "NO_SHARED_TAG_OR_AXIS";
      if (shared === 0 && halves === 0) continue;
      if (reasons[e] === "NO_SHARED_TAG_OR_AXIS") reasons[e] = "ONLY_BARRED_PAIRS_FIT";
      if (barred.size > 0 && barred.has(`${mentor.personId}\n${mentee.personId}`)) continue;
      reasons[e] = null;
      if (free[m] === 0) continue;
      const skills = focus.length === 0 ? 0 : Math.floor((shared * 1_000_000) / focus.length);
      const fit = skillsThousandths * skills + audienceThousandths * halves * 500_000;
      if (fit + seats >= leastScore) pairs.push({ mentor: m, mentee: e, shared, halves, fit, score: fit + seats });
    }
  }
  return pairs;
}

function chooseSorted(work: Work, pairs: Pair[]): void {
  pairs.sort(before);
  for (const pair of pairs) {
    if (!work.done[pair.mentee] && (work.free[pair.mentor] as number) > 0) choose(work, pair);
    if (work.proposals.length === work.mentees.length) return;
  }
}

function chooseFromHeap(work: Work, pairs: Pair[]): void {
  const leastScore = Number(work.input.leastScore);
  for (let at = (pairs.length >>> 1) - 1; at >= 0; at--) sink(pairs, at);
  while (pairs.length > 0 && work.proposals.length < work.mentees.length) {
    const top = pairs[0] as Pair;
    const isGone = work.done[top.mentee] === true || work.free[top.mentor] === 0;
    const score = isGone ? -1 : top.fit + seatScore(work, top.mentor);
    if (score === top.score) choose(work, top);
    else if (!isGone && score >= leastScore) {
      top.score = score;
      sink(pairs, 0);
      continue;
    }
    const last = pairs.pop() as Pair;
    if (pairs.length === 0) return;
    pairs[0] = last;
    sink(pairs, 0);
  }
}

function before(a: Pair, b: Pair): number {
  return b.score - a.score || a.mentor - b.mentor || a.mentee - b.mentee;
}

function sink(heap: Pair[], from: number): void {
  const sinking = heap[from] as Pair;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Pair, heap[child] as Pair) < 0) child++;
    if (before(sinking, heap[child] as Pair) <= 0) break;
    heap[at] = heap[child] as Pair;
    at = child;
  }
  heap[at] = sinking;
}

const seatsCounted = ({ input, mentors, free }: Work, mentor: number): number => {
  const { maxMentees, taken } = mentors[mentor] as Mentor;
  return input.capacityBasis === "LIVE" ? (free[mentor] as number) : Math.max(0, maxMentees - taken);
};

const seatsAxis = (work: Work, mentor: number): number => {
  const { maxMentees } = work.mentors[mentor] as Mentor;
  return maxMentees === 0 ? 0 : Math.floor((seatsCounted(work, mentor) * 1_000_000) / maxMentees);
};

const seatScore = (work: Work, mentor: number): number =>
  work.input.weights.capacityThousandths * seatsAxis(work, mentor);

function choose(work: Work, { mentor: m, mentee: e, shared, halves, score }: Pair): void {
  const mentor = work.mentors[m] as Mentor;
  const mentee = work.mentees[e] as Mentee;
  const sharedTags = mentee.tags.filter((tag) => mentor.tags.includes(tag)).sort();
  const focusTagCount = new Set(mentee.tags).size;
  const axisMillionths = focusTagCount === 0 ? 0 : Math.floor((shared * 1_000_000) / focusTagCount);
  const sameDepartment = mentor.department !== "" && mentor.department === mentee.department;
  const sameDecade = halves - Number(sameDepartment) > 0;
  const terms = {
    skills: { axisMillionths, sharedTags, focusTagCount },
    audience: { axisMillionths: halves * 500_000, sameDepartment, sameDecade },
    capacity: {
      axisMillionths: seatsAxis(work, m),
      seatsFree: seatsCounted(work, m),
      maxMentees: mentor.maxMentees,
    },
  };
  work.proposals.push({ mentorId: mentor.personId, menteeId: mentee.personId, score, terms });
  work.free[m] = (work.free[m] as number) - 1;
  work.done[e] = true;
}

// Whoever has a pair and yet nobody: all who fit are full, or some have a seat and the score is too low.
function leftOverOf({ input, mentors, mentees, free, done, reasons }: Work): LeftOver[] {
  const withSeat = mentors.filter((_, m) => (free[m] as number) > 0);
  const barred = new Set(input.barred.map((pair) => `${pair.mentorId}\n${pair.menteeId}`));
  const isOpen = (mentor: Mentor, mentee: Mentee): boolean =>
    mentor.personId !== mentee.personId &&
    !barred.has(`${mentor.personId}\n${mentee.personId}`) &&
    (mentee.tags.some((tag) => mentor.tags.includes(tag)) ||
      (mentor.department !== "" && mentor.department === mentee.department) ||
      (mentor.batchYear !== null &&
        mentee.batchYear !== null &&
        Math.floor(mentor.batchYear / 10) === Math.floor(mentee.batchYear / 10)));
  return mentees.flatMap((mentee, e): LeftOver[] => {
    if (done[e]) return [];
    const open = () => withSeat.some((mentor) => isOpen(mentor, mentee));
    const reason = reasons[e] ?? (open() ? "ONLY_BELOW_LEAST_SCORE" : "FITTING_MENTORS_FULL");
    return [{ menteeId: mentee.personId, reason }];
  });
}

// The ids of these data are ASCII: their order as text is their order as bytes.
function byId(a: Mentee, b: Mentee): number {
  return a.personId < b.personId ? -1 : Number(a.personId > b.personId);
}
