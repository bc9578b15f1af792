import type { Chance } from "./chance.ts";
import { isLive, type Life, type ModelMatch, type Verb } from "./model.ts";
import type { Stage } from "./stage.ts";

// How often of all each kind is tried. What can't be undone is rare, or soon nobody is left.
const weights: readonly (readonly [Verb["kind"], number])[] = [
  ["run", 8],
  ["create", 16],
  ["accept", 26],
  ["decline", 6],
  ["terminate", 10],
  ["pause", 4],
  ["resume", 6],
  ["withdraw", 2],
  ["applyAgain", 1],
  ["suspend", 4],
  ["lift", 6],
  ["seats", 7],
  ["activate", 3],
  ["startMatching", 5],
];
const total = weights.reduce((sum, [, weight]) => sum + weight, 0);

function kindOf(chance: Chance): Verb["kind"] {
  let left = chance.below(total);
  for (const [kind, weight] of weights) {
    left -= weight;
    if (left < 0) return kind;
  }
  return "run";
}

/** What is tried next: mostly what may be done, and often enough what may not. */
export function nextVerb(chance: Chance, life: Life, { mentors, mentees }: Stage): Verb {
  const kind = kindOf(chance);
  const mentorId = chance.pick(mentors);
  const menteeId = chance.pick(mentees);
  switch (kind) {
    case "run":
      return { kind, replace: chance.percent(50) };
    case "create": {
      const by = chance.percent(80) ? "admin" : chance.pick(["staff", "mentor"] as const);
      const odd = chance.percent(6);
      return {
        kind,
        by,
        mentorId,
        menteeId: odd ? chance.pick([mentorId, "nobody"]) : menteeId,
        override: chance.percent(25),
      };
    }
    case "accept":
    case "decline":
    case "terminate": {
      const match = someMatch(chance, life);
      if (!match) return { kind: "run", replace: false };
      return kind === "terminate" ? termination(chance, match) : answer(chance, kind, match, mentorId);
    }
    case "pause":
      return { kind, mentorId };
    case "resume":
      return { kind, mentorId: among(chance, mentors, (id) => life.mentors.get(id)?.state === "PAUSED") };
    case "withdraw":
      return { kind, personId: chance.pick([mentorId, menteeId]) };
    case "applyAgain":
      return { kind, menteeId: among(chance, mentees, (id) => life.mentees.get(id) === true) };
    case "suspend":
      return { kind, personId: chance.pick([mentorId, menteeId]) };
    case "lift":
      return { kind, personId: among(chance, [...mentors, ...mentees], (id) => life.suspended.has(id)) };
    case "seats":
      return { kind, mentorId, seats: 1 + chance.below(4) };
    default:
      return { kind };
  }
}

/** One of those for whom it makes sense, or anybody where it does for none. */
const among = (chance: Chance, all: readonly string[], sensible: (id: string) => boolean): string => {
  const fit = all.filter(sensible);
  return chance.pick(fit.length > 0 ? fit : all);
};

function someMatch(chance: Chance, life: Life): ModelMatch | undefined {
  const all = [...life.matches.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const live = all.filter(isLive);
  const from = live.length > 0 && chance.percent(85) ? live : all;
  return from.length > 0 ? chance.pick(from) : undefined;
}

function answer(chance: Chance, kind: "accept" | "decline", match: ModelMatch, stranger: string): Verb {
  const turn = match.state === "PROPOSED" ? "mentor" : "mentee";
  const as = chance.percent(85) ? turn : turn === "mentor" ? "mentee" : "mentor";
  const own = as === "mentor" ? match.mentorId : match.menteeId;
  const personId = as === "mentor" && chance.percent(5) ? stranger : own;
  return { kind, as, personId, matchId: match.id };
}

function termination(chance: Chance, match: ModelMatch): Verb {
  const as = chance.pick(["mentor", "mentee", "staff", "admin", "service"] as const);
  const personId = as === "mentor" ? match.mentorId : as === "mentee" ? match.menteeId : as;
  return { kind: "terminate", as, personId, matchId: match.id };
}
