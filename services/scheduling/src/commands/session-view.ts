import type { Session } from "../store/load-sessions.ts";

/** A session as a command left it, kept as the command's outcome: a repeat answers the same. Holds no text of notes. */
export type SessionView = Pick<Session, "record" | "evidence" | "link" | "settings"> & {
  /** The tenant's time at which it stood so. */
  readonly asOf: number;
};

export function viewOf(session: Session, now: Date): SessionView {
  const { record, evidence, link, settings } = session;
  return { record, evidence, link, settings, asOf: now.getTime() };
}
