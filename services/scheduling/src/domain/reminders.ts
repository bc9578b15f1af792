import type { SessionRecord } from "./session.ts";
import { DAY, HOUR, type Instant } from "./time/instant.ts";

export const REMINDER_KINDS = ["reminder_24h", "reminder_1h"] as const;

export type ReminderKind = (typeof REMINDER_KINDS)[number];

/** A reminder that was decided for a person, whoever decided it. One such row per person, schedule version and kind. */
export type SentNotice = { readonly personId: string; readonly scheduleVersion: number; readonly kind: ReminderKind };

/** What becomes of a reminder: `skipped` lay in the past when the time was set, `dropped` came too late. */
export type Reminder = {
  readonly kind: ReminderKind;
  readonly at: Instant;
  readonly fate: "waiting" | "due" | "sent" | "skipped" | "dropped";
  /** The people who are still to get it when it is due. */
  readonly personIds: readonly string[];
};

const AHEAD: Readonly<Record<ReminderKind, number>> = { reminder_24h: DAY, reminder_1h: HOUR };

/**
 * Both reminders of a session at this moment. One that lay in the past when the time was booked or moved is skipped; a late one goes out
 * only while the session has not begun, and the first only until the second is due.
 */
export function remindersOf(session: SessionRecord, sent: readonly SentNotice[], now: Instant): Reminder[] {
  return REMINDER_KINDS.map((kind) => {
    const at = session.startsAt - AHEAD[kind];
    const lapsesAt = kind === "reminder_24h" ? session.startsAt - AHEAD.reminder_1h : session.startsAt;
    const isSent = (personId: string): boolean =>
      sent.some(
        (notice) =>
          notice.personId === personId && notice.kind === kind && notice.scheduleVersion === session.scheduleVersion,
      );
    const personIds = session.participants.map((person) => person.personId).filter((id) => !isSent(id));
    const fate = ((): Reminder["fate"] => {
      if (personIds.length === 0) return "sent";
      if (session.state !== "scheduled") return "dropped";
      if (at < session.timeSetAt) return "skipped";
      if (now < at) return "waiting";
      return now < lapsesAt ? "due" : "dropped";
    })();
    return { kind, at, fate, personIds };
  });
}
