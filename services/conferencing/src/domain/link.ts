/** Where a link stands. It is `ready` or `removed` here: a keyless room needs no provider to be made. */
export type LinkState = "ready" | "removed";

/** A video session's meeting link, bound to one time of the session. */
export interface Link {
  readonly sessionId: string;
  readonly programmeId: string;
  /** Null where several learners take part. */
  readonly matchId: string | null;
  readonly state: LinkState;
  /** The random name of the room. Null once the link is removed. */
  readonly room: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly scheduleVersion: number;
  /** The version of the session that this follows. */
  readonly sessionVersion: number;
  readonly version: number;
}

/** What of a session decides about its link. */
export interface LinkedSession {
  readonly sessionId: string;
  readonly programmeId: string;
  /** Null where several learners take part. */
  readonly matchId: string | null;
  readonly video: boolean;
  readonly cancelled: boolean;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly scheduleVersion: number;
  readonly version: number;
}

/** What follows from a session's newest facts: the link as it is to be, and what happened to it. */
export interface LinkDecision {
  readonly link: Link;
  readonly change: "made" | "rebound" | "removed" | "none";
}

/**
 * The link that a session is to have. A video session has one until it is cancelled; it keeps its room when it moves, so that who is on the
 * way there arrives. Older facts than those followed change nothing. Null: no link, and none is needed.
 */
export function decideLink(link: Link | null, session: LinkedSession, newRoom: string): LinkDecision | null {
  if (link && session.version <= link.sessionVersion) return { link, change: "none" };
  const wanted = session.video && !session.cancelled;
  if (!link) {
    if (!session.video) return null;
    const first = { ...bound(session), version: 1 };
    // A session whose end is heard of first is remembered, so that older news of it makes no link.
    if (!wanted) return { link: { ...first, state: "removed", room: null }, change: "none" };
    return { link: { ...first, state: "ready", room: newRoom }, change: "made" };
  }
  if (!wanted) {
    if (link.state === "removed") return { link: { ...link, ...bound(session) }, change: "none" };
    return {
      link: { ...link, ...bound(session), state: "removed", room: null, version: link.version + 1 },
      change: "removed",
    };
  }
  if (link.state === "removed") {
    return {
      link: { ...link, ...bound(session), state: "ready", room: newRoom, version: link.version + 1 },
      change: "made",
    };
  }
  const moved = session.scheduleVersion !== link.scheduleVersion;
  const next = { ...link, ...bound(session) };
  return moved ? { link: { ...next, version: link.version + 1 }, change: "rebound" } : { link: next, change: "none" };
}

const bound = (session: LinkedSession) => ({
  sessionId: session.sessionId,
  programmeId: session.programmeId,
  matchId: session.matchId,
  startsAt: session.startsAt,
  endsAt: session.endsAt,
  scheduleVersion: session.scheduleVersion,
  sessionVersion: session.version,
});
