/** A match as the model has it. `seen`: the mentor has accepted, so the mentee knows of it. `end` empty: it is live. */
export interface ModelMatch {
  readonly id: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly state: "PROPOSED" | "ACCEPTED_BY_MENTOR" | "ACCEPTED" | "DECLINED" | "TERMINATED";
  readonly seen: boolean;
  readonly end: string;
}

export interface ModelMentor {
  readonly state: "APPROVED" | "PAUSED" | "WITHDRAWN";
  readonly seats: number;
}

/** Everything that decides what may happen next in one programme. */
export interface Life {
  readonly programme: "MATCHING" | "ACTIVE" | "COMPLETED";
  readonly mentors: ReadonlyMap<string, ModelMentor>;
  /** Whether each has withdrawn. */
  readonly mentees: ReadonlyMap<string, boolean>;
  readonly suspended: ReadonlySet<string>;
  readonly matches: ReadonlyMap<string, ModelMatch>;
}

/** What somebody does. */
export type Verb =
  | { readonly kind: "run"; readonly replace: boolean }
  | {
      readonly kind: "create";
      readonly by: "admin" | "staff" | "mentor";
      readonly mentorId: string;
      readonly menteeId: string;
      readonly override: boolean;
    }
  | {
      readonly kind: "accept" | "decline";
      readonly as: "mentor" | "mentee";
      readonly personId: string;
      readonly matchId: string;
    }
  | {
      readonly kind: "terminate";
      readonly as: "mentor" | "mentee" | "staff" | "admin" | "service";
      readonly personId: string;
      readonly matchId: string;
    }
  | { readonly kind: "pause" | "resume"; readonly mentorId: string }
  | { readonly kind: "withdraw"; readonly personId: string }
  | { readonly kind: "applyAgain"; readonly menteeId: string }
  | { readonly kind: "suspend" | "lift"; readonly personId: string }
  | { readonly kind: "seats"; readonly mentorId: string; readonly seats: number }
  | { readonly kind: "activate" | "startMatching" | "complete" };

export const isLive = ({ end }: ModelMatch): boolean => end === "";
const isUnanswered = ({ state }: ModelMatch): boolean => state === "PROPOSED" || state === "ACCEPTED_BY_MENTOR";
const barring = /^(DECLINED|TERMINATED)_BY_/;

export const liveOf = (life: Life, of: (match: ModelMatch) => boolean): ModelMatch[] =>
  [...life.matches.values()].filter((match) => isLive(match) && of(match));
export const isBarred = (life: Life, mentorId: string, menteeId: string): boolean =>
  [...life.matches.values()].some(
    (match) => match.mentorId === mentorId && match.menteeId === menteeId && barring.test(match.end),
  );

/** Tags by person; two fit when they share one, since nothing else is alike in any two. */
export type Tags = ReadonlyMap<string, readonly string[]>;
export const doFit = (tags: Tags, mentorId: string, menteeId: string): boolean =>
  (tags.get(menteeId) ?? []).some((tag) => (tags.get(mentorId) ?? []).includes(tag));

/** How the verb is to be answered: `ok` or the contract's reason. */
export function answerTo(life: Life, verb: Verb, tags: Tags): string {
  switch (verb.kind) {
    case "run":
      return life.programme === "MATCHING" ? "ok" : "PROGRAMME_STATE";
    case "create":
      return answerToCreate(life, verb, tags);
    case "accept":
    case "decline":
    case "terminate":
      return answerToMatch(life, verb);
    case "pause":
      return life.mentors.get(verb.mentorId)?.state === "APPROVED" ? "ok" : "APPLICATION_STATE";
    case "resume":
      return life.mentors.get(verb.mentorId)?.state === "PAUSED" ? "ok" : "APPLICATION_STATE";
    case "withdraw":
      return hasLeft(life, verb.personId) ? "APPLICATION_STATE" : "ok";
    case "seats":
      return hasLeft(life, verb.mentorId) ? "APPLICATION_STATE" : "ok";
    case "applyAgain":
      return "PROGRAMME_STATE";
    case "activate":
      return life.programme === "MATCHING" ? "ok" : "PROGRAMME_STATE";
    case "startMatching":
    case "complete":
      return life.programme === "ACTIVE" ? "ok" : "PROGRAMME_STATE";
    default:
      return "ok";
  }
}

const hasLeft = (life: Life, personId: string): boolean =>
  life.mentees.get(personId) ?? life.mentors.get(personId)?.state === "WITHDRAWN";

function answerToCreate(life: Life, verb: Extract<Verb, { kind: "create" }>, tags: Tags): string {
  const { by, mentorId, menteeId, override } = verb;
  if (by === "mentor") return life.suspended.has(mentorId) ? "PERSON_SUSPENDED" : "PERMISSION_DENIED";
  if (mentorId === menteeId) return "SELF_PAIR";
  const mentor = life.mentors.get(mentorId);
  if (!mentor) return "NOT_FOUND";
  if (mentor.state !== "APPROVED") return "APPLICATION_STATE";
  const withdrawn = life.mentees.get(menteeId);
  if (withdrawn === undefined) return "NOT_FOUND";
  if (withdrawn) return "APPLICATION_STATE";
  if (life.suspended.has(mentorId) || life.suspended.has(menteeId)) return "PERSON_SUSPENDED";
  if (liveOf(life, (match) => match.menteeId === menteeId).length > 0) return "MENTEE_HAS_MATCH";
  if (isBarred(life, mentorId, menteeId)) return "PAIR_BARRED";
  if (liveOf(life, (match) => match.mentorId === mentorId).length >= mentor.seats) return "NO_FREE_SEAT";
  return doFit(tags, mentorId, menteeId) || override ? "ok" : "PAIR_DOES_NOT_FIT";
}

type OnMatch = Extract<Verb, { kind: "accept" | "decline" | "terminate" }>;

function answerToMatch(life: Life, verb: OnMatch): string {
  const { as, personId } = verb;
  const match = life.matches.get(verb.matchId);
  if ((as === "mentor" || as === "mentee") && life.suspended.has(personId)) return "PERSON_SUSPENDED";
  const knows =
    as === "mentor"
      ? match?.mentorId === personId
      : as === "mentee"
        ? match?.menteeId === personId && match.seen
        : match !== undefined;
  if (!match || !knows) return "NOT_FOUND";
  if (verb.kind === "terminate") {
    if (match.state === "TERMINATED") return "ok";
    return mayTerminate[as]?.includes(match.state) ? "ok" : "MATCH_STATE";
  }
  const waitsFor = as === "mentor" ? "PROPOSED" : "ACCEPTED_BY_MENTOR";
  return match.state === waitsFor ? "ok" : "MATCH_STATE";
}

const anyLive = ["PROPOSED", "ACCEPTED_BY_MENTOR", "ACCEPTED"];
const mayTerminate: Readonly<Record<string, readonly string[]>> = {
  mentor: ["ACCEPTED_BY_MENTOR", "ACCEPTED"],
  mentee: ["ACCEPTED"],
  staff: anyLive,
  admin: anyLive,
  service: anyLive,
};

/** What has become of everything when the verb was done. A run and the id of a new match are read from the rows instead. */
export function lifeAfter(life: Life, verb: Verb): Life {
  switch (verb.kind) {
    case "accept":
      return changed(life, verb.matchId, (match) => ({
        ...match,
        state: match.state === "PROPOSED" ? "ACCEPTED_BY_MENTOR" : "ACCEPTED",
        seen: true,
      }));
    case "decline":
      return changed(life, verb.matchId, (match) => ({
        ...match,
        state: "DECLINED",
        end: verb.as === "mentor" ? "DECLINED_BY_MENTOR" : "DECLINED_BY_MENTEE",
      }));
    case "terminate":
      return changed(life, verb.matchId, (match) =>
        isLive(match) ? { ...match, state: "TERMINATED", end: terminatedBy[verb.as] ?? "" } : match,
      );
    case "pause":
    case "resume": {
      const state = verb.kind === "pause" ? "PAUSED" : "APPROVED";
      return withMentor(life, verb.mentorId, { state });
    }
    case "seats":
      return withMentor(life, verb.mentorId, { seats: verb.seats });
    case "withdraw":
      return life.mentors.has(verb.personId)
        ? withMentor(life, verb.personId, { state: "WITHDRAWN" })
        : ended(
            { ...life, mentees: new Map([...life.mentees, [verb.personId, true]]) },
            (match) => match.menteeId === verb.personId,
            "MENTEE_WITHDREW",
          );
    case "suspend": {
      const theirs = (match: ModelMatch) =>
        isUnanswered(match) && (match.mentorId === verb.personId || match.menteeId === verb.personId);
      return ended({ ...life, suspended: new Set([...life.suspended, verb.personId]) }, theirs, "SUSPENDED");
    }
    case "lift":
      return { ...life, suspended: new Set([...life.suspended].filter((id) => id !== verb.personId)) };
    case "activate":
      return { ...life, programme: "ACTIVE" };
    case "startMatching":
      return { ...life, programme: "MATCHING" };
    case "complete":
      return ended({ ...life, programme: "COMPLETED" }, isUnanswered, "PROGRAMME_COMPLETED");
    default:
      return life;
  }
}

const terminatedBy: Readonly<Record<string, string>> = {
  mentor: "TERMINATED_BY_MENTOR",
  mentee: "TERMINATED_BY_MENTEE",
  staff: "TERMINATED_BY_STAFF",
  admin: "TERMINATED_BY_STAFF",
  service: "TERMINATED_BY_SERVICE",
};

function changed(life: Life, id: string, change: (match: ModelMatch) => ModelMatch): Life {
  const match = life.matches.get(id);
  return match ? { ...life, matches: new Map([...life.matches, [id, change(match)]]) } : life;
}

function ended(life: Life, which: (match: ModelMatch) => boolean, end: string): Life {
  const matches = [...life.matches].map(([id, match]): [string, ModelMatch] =>
    isLive(match) && which(match) ? [id, { ...match, state: "TERMINATED", end }] : [id, match],
  );
  return { ...life, matches: new Map(matches) };
}

function withMentor(life: Life, mentorId: string, change: Partial<ModelMentor>): Life {
  const mentor = life.mentors.get(mentorId);
  if (!mentor) return life;
  const next = { ...life, mentors: new Map([...life.mentors, [mentorId, { ...mentor, ...change }]]) };
  if (change.state === undefined || change.state === "APPROVED") return next;
  return ended(next, (match) => isUnanswered(match) && match.mentorId === mentorId, "MENTOR_UNAVAILABLE");
}
