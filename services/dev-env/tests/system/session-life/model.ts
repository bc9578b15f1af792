/** What the rows of scheduling's owner say at a moment of the tenant's time, and what the rules say must become of it. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const LENGTH = 45 * MINUTE;
const GRACE = 10 * MINUTE;
export const OPENS = 15 * MINUTE;
const REQUEST_LASTS = 48 * HOUR;

export type State = "scheduled" | "in_progress" | "completed" | "cancelled" | "mentor_no_show" | "learner_no_show";
export type Outcome = Exclude<State, "scheduled" | "in_progress" | "cancelled">;

export interface ModelSession {
  readonly id: string;
  readonly programmeId: string;
  readonly state: State;
  readonly startsAt: number;
  readonly scheduleVersion: number;
  readonly mentorId: string;
  /** The learners, and the match that brings each. */
  readonly learners: Readonly<Record<string, string>>;
  /** Who has come, at its present time. */
  readonly seen: readonly string[];
  readonly byHand: boolean;
}

export interface ModelMatch {
  readonly id: string;
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly live: boolean;
}

export interface ModelRequest {
  readonly id: string;
  readonly matchId: string;
  readonly startsAt: number;
  readonly requestedAt: number;
  readonly state: "pending" | "confirmed" | "refused" | "withdrawn" | "lapsed" | "ended";
}

export interface ModelHold {
  readonly id: string;
  readonly holderId: string;
  readonly matchId: string;
  /** The mentor, then the mentee. */
  readonly people: readonly string[];
  readonly startsAt: number;
  /** It waits for the mentor's answer and gives way to nothing else. */
  readonly isRequest: boolean;
}

export interface Life {
  readonly now: number;
  /** The programme in which mentees book; in the other they ask. */
  readonly bookingId: string;
  readonly matches: ReadonlyMap<string, ModelMatch>;
  readonly sessions: ReadonlyMap<string, ModelSession>;
  readonly requests: ReadonlyMap<string, ModelRequest>;
  readonly holds: ReadonlyMap<string, ModelHold>;
  readonly suspended: ReadonlySet<string>;
}

type By = { readonly as: "mentor" | "mentee" | "admin" | "staff"; readonly by: string };
export type Verb =
  | (By & { readonly kind: "book" | "hold" | "request"; readonly matchId: string; readonly startsAt: number })
  | { readonly kind: "group"; readonly matchIds: readonly string[]; readonly startsAt: number }
  | (By & { readonly kind: "move"; readonly sessionId: string; readonly startsAt: number })
  | (By & { readonly kind: "cancel" | "checkIn"; readonly sessionId: string })
  | (By & { readonly kind: "rule"; readonly sessionId: string; readonly outcome: Outcome })
  | (By & { readonly kind: "confirm" | "refuse" | "withdraw"; readonly requestId: string })
  | { readonly kind: "terminate"; readonly matchId: string }
  | { readonly kind: "suspend"; readonly personId: string }
  | { readonly kind: "advance"; readonly to: number }
  | { readonly kind: "crash" };

export const peopleOf = (session: ModelSession): string[] => [session.mentorId, ...Object.keys(session.learners)];
export const endOf = ({ startsAt }: { readonly startsAt: number }): number => startsAt + LENGTH;

/** The life after it was done. What is new has no id yet: it stands under `new`. */
export function lifeAfter(life: Life, verb: Verb): Life {
  switch (verb.kind) {
    case "book":
      return withSession(life, booked(life, [verb.matchId], verb.startsAt));
    case "group":
      return withSession(life, booked(life, verb.matchIds, verb.startsAt));
    case "request": {
      const { matchId, startsAt } = verb;
      return withRequest(life, { id: "new", matchId, startsAt, requestedAt: life.now, state: "pending" });
    }
    case "move":
      return change(life, verb.sessionId, (session) => ({
        startsAt: verb.startsAt,
        scheduleVersion: session.scheduleVersion + 1,
        seen: [],
      }));
    case "cancel":
      return change(life, verb.sessionId, () => ({ state: "cancelled" }));
    case "checkIn":
      return change(life, verb.sessionId, (session) =>
        judged({ ...session, seen: [...new Set([...session.seen, verb.by])].sort() }, life.now),
      );
    case "rule":
      return change(life, verb.sessionId, () => ({ state: verb.outcome, byHand: true }));
    case "confirm": {
      const request = life.requests.get(verb.requestId) as ModelRequest;
      const confirmed = withRequest(life, { ...request, state: "confirmed" });
      return withSession(confirmed, booked(life, [request.matchId], request.startsAt));
    }
    case "refuse":
    case "withdraw": {
      const request = life.requests.get(verb.requestId) as ModelRequest;
      return withRequest(life, { ...request, state: verb.kind === "refuse" ? "refused" : "withdrawn" });
    }
    case "terminate": {
      const match = life.matches.get(verb.matchId) as ModelMatch;
      const ended = { ...life, matches: new Map(life.matches).set(match.id, { ...match, live: false }) };
      return left(
        ended,
        (_, matchId) => matchId === match.id,
        ({ id }) => id === match.id,
      );
    }
    case "suspend": {
      const suspended = { ...life, suspended: new Set([...life.suspended, verb.personId]) };
      return left(
        suspended,
        (id) => id === verb.personId,
        ({ menteeId }) => menteeId === verb.personId,
      );
    }
    case "advance":
      return passed(life, verb.to);
    default:
      return life;
  }
}

function booked(life: Life, matchIds: readonly string[], startsAt: number): ModelSession {
  const matches = matchIds.map((id) => life.matches.get(id) as ModelMatch);
  const { programmeId, mentorId } = matches[0] as ModelMatch;
  const learners = Object.fromEntries(matches.map(({ menteeId, id }) => [menteeId, id]));
  const fresh = { state: "scheduled", scheduleVersion: 1, seen: [], byHand: false } as const;
  return { id: "new", programmeId, startsAt, mentorId, learners, ...fresh };
}

const withSession = (life: Life, session: ModelSession): Life => ({
  ...life,
  sessions: new Map(life.sessions).set(session.id, session),
});

const withRequest = (life: Life, request: ModelRequest): Life => ({
  ...life,
  requests: new Map(life.requests).set(request.id, request),
});

function change(life: Life, id: string, to: (session: ModelSession) => Partial<ModelSession>): Life {
  const session = life.sessions.get(id) as ModelSession;
  return withSession(life, { ...session, ...to(session) });
}

/** Learners leave what has not begun; with the last of them it is cancelled. What was asked for their matches ends. */
function left(
  life: Life,
  leaves: (personId: string, matchId: string) => boolean,
  isTheirs: (match: ModelMatch) => boolean,
): Life {
  const sessions = [...life.sessions.values()].map((session): ModelSession => {
    if (session.state !== "scheduled" || session.startsAt <= life.now) return session;
    const staying = Object.entries(session.learners).filter(([id, matchId]) => !leaves(id, matchId));
    if (staying.length === Object.keys(session.learners).length) return session;
    return staying.length === 0
      ? { ...session, state: "cancelled" }
      : { ...session, learners: Object.fromEntries(staying) };
  });
  const requests = [...life.requests.values()].map((request): ModelRequest => {
    const isOver = request.state === "pending" && isTheirs(life.matches.get(request.matchId) as ModelMatch);
    return isOver ? { ...request, state: "ended" } : request;
  });
  return { ...life, sessions: byId(sessions), requests: byId(requests) };
}

/** Lets the time pass: each moment of each session in its turn, and what was asked and not answered lapses. */
function passed(life: Life, to: number): Life {
  const sessions = [...life.sessions.values()].map((session) =>
    [session.startsAt, session.startsAt + GRACE, endOf(session)]
      .filter((at) => at > life.now && at <= to)
      .reduce<ModelSession>((now, at) => judged(now, at), session),
  );
  const requests = [...life.requests.values()].map((request): ModelRequest => {
    const lapses = Math.min(request.requestedAt + REQUEST_LASTS, request.startsAt);
    return request.state === "pending" && lapses <= to ? { ...request, state: "lapsed" } : request;
  });
  return { ...life, now: to, sessions: byId(sessions), requests: byId(requests) };
}

/** The rule of attendance where no provider tells anything: silence of both sides says nothing. */
function judged(session: ModelSession, now: number): ModelSession {
  const { state, byHand, startsAt, seen, mentorId, learners } = session;
  if (byHand || state === "cancelled" || state === "completed" || now < startsAt) return session;
  const mentor = seen.includes(mentorId);
  const learner = seen.some((id) => id in learners);
  if (mentor && learner) return { ...session, state: now < endOf(session) ? "in_progress" : "completed" };
  if (mentor === learner || now < startsAt + GRACE || state !== "scheduled") return session;
  return { ...session, state: mentor ? "learner_no_show" : "mentor_no_show" };
}

export const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));
