import {
  type AttendanceRuling,
  type AttendanceSettings,
  type Evidence,
  explainRuling,
  ruleAttendance,
} from "./attendance.ts";
import { type Reminder, type ReminderKind, type SentNotice, remindersOf } from "./reminders.ts";
import { RULING_WINDOW, type SessionRecord, graceEndsAt } from "./session.ts";
import type { Instant } from "./time/instant.ts";

/** Where a session is in its life, as operators see and search it. */
export type SessionPhase = "upcoming" | "gathering" | "in_progress" | "no_show" | "awaiting_outcome" | "closed";

export type WakeKind = ReminderKind | "start" | "grace" | "end" | "late_evidence_window_closes";

export type DueStep =
  | { readonly kind: ReminderKind; readonly personIds: readonly string[] }
  | { readonly kind: "rule_attendance"; readonly ruling: AttendanceRuling };

export type SessionPlan = {
  readonly phase: SessionPhase;
  /** What to wait for; null when only something new can change the session. */
  readonly next: { readonly kind: WakeKind; readonly at: Instant } | null;
  /** What is to be done now. Afterwards one asks again. */
  readonly dueNow: readonly DueStep[];
  /** Nothing is due and nothing will be by itself. Late evidence or a move makes the same question answer otherwise. */
  readonly finished: boolean;
  /** Why the session stands where it stands, for the history. */
  readonly why: string;
  readonly reminders: readonly Reminder[];
};

/** What has to happen to a session now and next: asked by its workflow at each wake and by the sweep, answered from rows alone. */
export function planSession(
  session: SessionRecord,
  evidence: readonly Evidence[],
  sent: readonly SentNotice[],
  settings: AttendanceSettings,
  now: Instant,
): SessionPlan {
  const ruling = ruleAttendance(session, evidence, now, settings);
  const reminders = remindersOf(session, sent, now);
  const dueNow: DueStep[] = reminders
    .filter((reminder) => reminder.fate === "due")
    .map(({ kind, personIds }) => ({ kind, personIds }));
  if (ruling.next !== null) dueNow.push({ kind: "rule_attendance", ruling });
  const next = nextWake(session, reminders, settings, now);
  return {
    phase: phaseOf(session, settings, now),
    next,
    dueNow,
    finished: next === null && dueNow.length === 0,
    why: explainRuling(ruling.reason),
    reminders,
  };
}

/** The session's phase now, from its row and the grace period alone. */
export function phaseOf(
  session: SessionRecord,
  settings: Pick<AttendanceSettings, "graceMinutes">,
  now: Instant,
): SessionPhase {
  switch (session.state) {
    case "scheduled":
      if (now < session.startsAt) return "upcoming";
      return now < graceEndsAt(session, settings.graceMinutes) ? "gathering" : "awaiting_outcome";
    case "in_progress":
      return now < session.endsAt ? "in_progress" : "awaiting_outcome";
    case "mentor_no_show":
    case "learner_no_show":
      return now < session.endsAt && session.ruling?.by !== "hand" ? "no_show" : "closed";
    case "completed":
    case "cancelled":
      return "closed";
  }
}

function nextWake(
  session: SessionRecord,
  reminders: readonly Reminder[],
  settings: AttendanceSettings,
  now: Instant,
): SessionPlan["next"] {
  if (phaseOf(session, settings, now) === "closed") return null;
  const wakes: { kind: WakeKind; at: Instant }[] = [
    ...reminders.filter((reminder) => reminder.fate === "waiting").map(({ kind, at }) => ({ kind, at })),
    { kind: "start", at: session.startsAt },
    { kind: "grace", at: graceEndsAt(session, settings.graceMinutes) },
    { kind: "end", at: session.endsAt },
    // Only a session without an outcome waits longer than its end: what is decided is looked at again when something new arrives.
    { kind: "late_evidence_window_closes", at: session.endsAt + RULING_WINDOW },
  ];
  const coming = wakes.filter((wake) => wake.at > now && !(wake.kind === "grace" && session.state !== "scheduled"));
  return coming.reduce<SessionPlan["next"]>(
    (first, wake) => (first === null || wake.at < first.at ? wake : first),
    null,
  );
}
