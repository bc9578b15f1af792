/** What the rules say must become of sessions and whom it is told to, in the plainest words: the other side of the property test. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const GRACE = 10 * MINUTE;

export interface ModelSession {
  readonly id: string;
  readonly matchId: string;
  readonly mentor: string;
  readonly mentee: string;
  readonly length: number;
  startsAt: number;
  /** When its time was booked or last moved to. */
  timeSetAt: number;
  version: number;
  state: "scheduled" | "in_progress" | "completed" | "cancelled" | "no_show";
  readonly there: Set<string>;
  ruledByHand: boolean;
}

/** Everybody's notifications that have to be there, each once: kind, person, session, and the beginning that it tells of. */
export interface Model {
  readonly sessions: ModelSession[];
  readonly told: string[];
  /** The reminders among them, with the schedule version and the moment at which they were due. */
  readonly reminders: { readonly key: string; readonly at: number }[];
}

export const createModel = (): Model => ({ sessions: [], told: [], reminders: [] });

export const endOf = (session: ModelSession): number => session.startsAt + session.length;

/** The moments at which something can happen to a session by itself. */
export function momentsOf(session: ModelSession): number[] {
  const { startsAt } = session;
  return [startsAt - DAY, startsAt - HOUR, startsAt, startsAt + GRACE, endOf(session)];
}

/** Lets the time pass, and everything that falls due in `(from, to]` happen at its moment. */
export function pass(model: Model, from: number, to: number): void {
  const due = model.sessions
    .flatMap((session) => momentsOf(session).map((at) => ({ session, at })))
    .filter(({ at }) => at > from && at <= to)
    .sort((one, other) => one.at - other.at);
  for (const { session, at } of due) happen(model, session, at);
}

function happen(model: Model, session: ModelSession, at: number): void {
  const { startsAt, timeSetAt } = session;
  if (session.state === "scheduled" && at < startsAt) {
    if (at < timeSetAt) return;
    const kind = at === startsAt - DAY ? "reminder_24h" : "reminder_1h";
    tell(model, session, kind.toUpperCase());
    for (const person of [session.mentor, session.mentee]) {
      model.reminders.push({ key: `${kind} ${person} ${session.id} ${session.version}`, at });
    }
    return;
  }
  judge(model, session, at);
}

/** The rule of attendance, for two people and a provider that tells nothing. */
export function judge(model: Model, session: ModelSession, now: number): void {
  const isOpen = session.state === "scheduled" || session.state === "in_progress" || session.state === "no_show";
  if (!isOpen || session.ruledByHand || now < session.startsAt) return;
  const seen = session.there.size;
  if (seen === 2) {
    if (now < endOf(session)) session.state = "in_progress";
    else {
      session.state = "completed";
      tell(model, session, "COMPLETED");
    }
  } else if (seen === 1 && now >= session.startsAt + GRACE && session.state === "scheduled") {
    session.state = "no_show";
    tell(model, session, "NO_SHOW");
  }
}

/** Both sides are told, but for the one who did it. */
export function tell(model: Model, session: ModelSession, kind: string, by = ""): void {
  for (const person of [session.mentor, session.mentee]) {
    if (person === by) continue;
    const begins = new Date(session.startsAt).toISOString();
    model.told.push(`SESSION_${kind} ${person} ${session.id} ${begins}`);
  }
}

/** A repeatable source of randomness: whole numbers below `limit`. */
export function randomOf(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
