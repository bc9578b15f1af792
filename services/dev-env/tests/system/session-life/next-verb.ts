import type { Chance } from "../match-life/chance.ts";
import {
  HOUR,
  type Life,
  MINUTE,
  type ModelMatch,
  type ModelSession,
  type Outcome,
  peopleOf,
  type Verb,
} from "./model.ts";

const weights: readonly (readonly [Verb["kind"], number])[] = [
  ["book", 18],
  ["group", 6],
  ["hold", 8],
  ["request", 9],
  ["move", 10],
  ["cancel", 5],
  ["checkIn", 22],
  ["rule", 9],
  ["confirm", 6],
  ["refuse", 2],
  ["withdraw", 2],
  ["terminate", 2],
  ["suspend", 1],
  ["advance", 14],
  ["crash", 1],
];
const total = weights.reduce((sum, [, weight]) => sum + weight, 0);

function kindOf(chance: Chance): Verb["kind"] {
  let rest = chance.below(total);
  for (const [kind, weight] of weights) {
    rest -= weight;
    if (rest < 0) return kind;
  }
  return "book";
}

/** What is tried next: mostly what may be done, and often enough what may not. Null: there is nothing of the kind. */
export function nextVerb(chance: Chance, life: Life): Verb | null {
  const isQuiet = [...life.sessions.values()].filter((one) => isAhead(one, life)).length < 3;
  const kind = isQuiet && chance.percent(50) ? "book" : kindOf(chance);
  const matches = [...life.matches.values()];
  const session = someSession(chance, life, kind);
  const request = someRequest(chance, life);
  switch (kind) {
    case "book":
    case "hold":
    case "request": {
      const fit = matches.filter(({ menteeId }) => !life.suspended.has(menteeId));
      const asking =
        kind === "request" ? fit.filter((one) => (one.programmeId === life.bookingId) === chance.percent(10)) : fit;
      if (asking.length === 0) return null;
      const match = chance.pick(asking);
      return { kind, ...actorOf(chance, kind, match), matchId: match.id, startsAt: hourOf(chance, life) };
    }
    case "group": {
      const { mentorId, programmeId } = chance.pick(matches);
      const own = matches.filter((one) => one.mentorId === mentorId && one.programmeId === programmeId && one.live);
      if (own.length < 2) return null;
      return { kind, matchIds: own.slice(0, 3).map(({ id }) => id), startsAt: hourOf(chance, life) };
    }
    case "move":
    case "cancel": {
      if (session === undefined) return null;
      const by = partyOf(chance, life, session);
      if (kind === "cancel") return { kind, ...by, sessionId: session.id };
      const startsAt = hourOf(chance, life);
      return startsAt === session.startsAt ? null : { kind, ...by, sessionId: session.id, startsAt };
    }
    case "checkIn": {
      if (session === undefined) return null;
      const by = chance.pick(peopleOf(session).filter((id) => !life.suspended.has(id)));
      return { kind, as: by === session.mentorId ? "mentor" : "mentee", by, sessionId: session.id };
    }
    case "rule": {
      if (session === undefined) return null;
      const outcome = chance.pick<Outcome>(["completed", "mentor_no_show", "learner_no_show"]);
      const by = chance.percent(50) ? { as: "staff", by: "staff" } : { as: "mentor", by: session.mentorId };
      return { kind, ...(by as { as: "mentor" | "staff"; by: string }), sessionId: session.id, outcome };
    }
    case "confirm":
    case "refuse":
    case "withdraw": {
      if (request === undefined) return null;
      const { mentorId, menteeId } = life.matches.get(request.matchId) as ModelMatch;
      if (kind === "withdraw" && life.suspended.has(menteeId)) return null;
      const by =
        kind === "withdraw" ? ({ as: "mentee", by: menteeId } as const) : ({ as: "mentor", by: mentorId } as const);
      return { kind, ...by, requestId: request.id };
    }
    case "terminate": {
      const live = matches.filter((one) => one.live);
      return live.length < 4 ? null : { kind, matchId: chance.pick(live).id };
    }
    case "suspend": {
      const mentees = [...new Set(matches.map(({ menteeId }) => menteeId))].filter((id) => !life.suspended.has(id));
      return mentees.length < 4 ? null : { kind, personId: chance.pick(mentees) };
    }
    case "advance":
      return { kind, to: nextMoment(chance, life) };
    default:
      return { kind: "crash" };
  }
}

/** Sessions begin on the hour, mostly soon, so that they meet each other and their time comes. */
function hourOf(chance: Chance, life: Life): number {
  const next = Math.floor(life.now / HOUR) * HOUR;
  return next + (chance.percent(70) ? chance.below(6) : chance.below(50)) * HOUR;
}

/** Long after the grace period of whatever begins on the hour and before its end, or after its end and before the next one's start. */
function nextMoment(chance: Chance, life: Life): number {
  const hours = chance.percent(75) ? chance.below(3) : chance.below(40);
  const base = Math.floor(life.now / HOUR) * HOUR + hours * HOUR;
  const marks = [base + 18 * MINUTE, base + 50 * MINUTE].filter((at) => at > life.now + MINUTE);
  return marks.length === 0 ? base + HOUR + 18 * MINUTE : chance.pick(marks);
}

function actorOf(chance: Chance, kind: "book" | "hold" | "request", { mentorId, menteeId }: ModelMatch) {
  if (kind === "request") return { as: "mentee", by: menteeId } as const;
  const as = chance.pick(["mentor", "mentee", "mentee", "admin"] as const);
  return { as, by: as === "mentor" ? mentorId : as === "mentee" ? menteeId : "admin" };
}

function partyOf(chance: Chance, life: Life, session: ModelSession) {
  const learner = Object.keys(session.learners).find((id) => !life.suspended.has(id));
  const as = chance.pick(["mentor", "admin", ...(learner === undefined ? [] : (["mentee"] as const))] as const);
  return { as, by: as === "mentor" ? session.mentorId : as === "admin" ? "admin" : (learner ?? "") };
}

const isAhead = ({ state, startsAt }: ModelSession, { now }: Life): boolean => state === "scheduled" && startsAt > now;

/** For coming and ruling one whose time it is, where there is one. */
function someSession(chance: Chance, life: Life, kind: Verb["kind"]): ModelSession | undefined {
  const all = [...life.sessions.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const isNear = ({ startsAt }: ModelSession): boolean =>
    startsAt - 15 * MINUTE <= life.now && life.now < startsAt + HOUR;
  const fit = all.filter((one) => (kind === "checkIn" || kind === "rule" ? isNear(one) : isAhead(one, life)));
  const from = fit.length > 0 && chance.percent(85) ? fit : all;
  return from.length === 0 ? undefined : chance.pick(from);
}

function someRequest(chance: Chance, life: Life) {
  const all = [...life.requests.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const waiting = all.filter(({ state }) => state === "pending");
  const from = waiting.length > 0 && chance.percent(85) ? waiting : all;
  return from.length === 0 ? undefined : chance.pick(from);
}
