import { describe, expect, test } from "@jest/globals";
import type { AttendanceSettings, Evidence } from "../../src/domain/attendance.ts";
import { type SentNotice, remindersOf } from "../../src/domain/reminders.ts";
import { type DueStep, type SessionPlan, planSession } from "../../src/domain/session-plan.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { DAY, END, HOUR, MINUTE, START, presenceOf, sessionOf } from "./sample.ts";

const TELLING: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: true };
const SILENT: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: false };

const both = ["mentor-1", "mentee-1"];
const sentTo = (personIds: string[], kind: SentNotice["kind"], scheduleVersion = 1): SentNotice[] =>
  personIds.map((personId) => ({ personId, kind, scheduleVersion }));

const mentor = (from: number, to: number | null = null, change: Partial<Evidence> = {}) =>
  presenceOf("mentor-1", from, to, change);
const learner = (from: number, to: number | null = null, change: Partial<Evidence> = {}) =>
  presenceOf("mentee-1", from, to, change);

/** What is due, shortly: the reminder with its people, or the ruling's next state. */
function due(plan: SessionPlan): string[] {
  return plan.dueNow.map((step: DueStep) =>
    step.kind === "rule_attendance" ? `rule ${step.ruling.next}` : `${step.kind} ${step.personIds.join(" ")}`,
  );
}

const ruled = (by: "automatic" | "hand") => ({ by, reason: "", evidenceIds: [], ruledAt: START, actorId: null });

type Given = {
  readonly session?: Partial<SessionRecord>;
  readonly evidence?: Evidence[];
  readonly sent?: SentNotice[];
  readonly settings?: AttendanceSettings;
  readonly now: number;
};
type Then = {
  readonly phase: string;
  readonly due: string[];
  readonly next: [string, number] | null;
  readonly finished?: boolean;
};

describe("what a session needs now and waits for next", () => {
  test.each<[string, Given, Then]>([
    [
      "booked well ahead, it waits for the first reminder",
      { now: START - 3 * DAY },
      { phase: "upcoming", due: [], next: ["reminder_24h", START - DAY] },
    ],
    [
      "a day ahead the first reminder is due to both",
      { now: START - DAY },
      { phase: "upcoming", due: ["reminder_24h mentor-1 mentee-1"], next: ["reminder_1h", START - HOUR] },
    ],
    [
      "who has it is not reminded again",
      { now: START - DAY, sent: sentTo(["mentor-1"], "reminder_24h") },
      { phase: "upcoming", due: ["reminder_24h mentee-1"], next: ["reminder_1h", START - HOUR] },
    ],
    [
      "when both have it nothing is due",
      { now: START - 20 * HOUR, sent: sentTo(both, "reminder_24h") },
      { phase: "upcoming", due: [], next: ["reminder_1h", START - HOUR] },
    ],
    [
      "a late first reminder still goes out",
      { now: START - HOUR - 1 },
      { phase: "upcoming", due: ["reminder_24h mentor-1 mentee-1"], next: ["reminder_1h", START - HOUR] },
    ],
    [
      "but is dropped once the second is due",
      { now: START - HOUR },
      { phase: "upcoming", due: ["reminder_1h mentor-1 mentee-1"], next: ["start", START] },
    ],
    [
      "a late second one goes out until the start",
      { now: START - 1 },
      { phase: "upcoming", due: ["reminder_1h mentor-1 mentee-1"], next: ["start", START] },
    ],
    [
      "from the start on none goes out",
      { now: START },
      { phase: "gathering", due: [], next: ["grace", START + 10 * MINUTE] },
    ],
    [
      "booked five hours ahead, the first reminder is skipped",
      { session: { timeSetAt: START - 5 * HOUR }, now: START - 5 * HOUR },
      { phase: "upcoming", due: [], next: ["reminder_1h", START - HOUR] },
    ],
    [
      "booked exactly a day ahead, it goes out at once",
      { session: { timeSetAt: START - DAY }, now: START - DAY },
      { phase: "upcoming", due: ["reminder_24h mentor-1 mentee-1"], next: ["reminder_1h", START - HOUR] },
    ],
    [
      "booked half an hour ahead, both are skipped",
      { session: { timeSetAt: START - HOUR / 2 }, now: START - HOUR / 2 },
      { phase: "upcoming", due: [], next: ["start", START] },
    ],
    [
      "reminders of the time before a move do not count",
      { session: { scheduleVersion: 2 }, now: START - DAY, sent: sentTo(both, "reminder_24h", 1) },
      { phase: "upcoming", due: ["reminder_24h mentor-1 mentee-1"], next: ["reminder_1h", START - HOUR] },
    ],
    [
      "at the start both are there",
      { evidence: [mentor(-3), learner(-3)], now: START },
      { phase: "gathering", due: ["rule in_progress"], next: ["grace", START + 10 * MINUTE] },
    ],
    [
      "under way it waits for the end",
      { session: { state: "in_progress" }, evidence: [mentor(0), learner(0)], now: START + MINUTE },
      { phase: "in_progress", due: [], next: ["end", END] },
    ],
    [
      "at the end it completes",
      { session: { state: "in_progress" }, evidence: [mentor(0), learner(0)], now: END },
      { phase: "awaiting_outcome", due: ["rule completed"], next: ["late_evidence_window_closes", END + 7 * DAY] },
    ],
    [
      "at the end of grace a missing side is a no-show",
      { evidence: [mentor(0)], now: START + 10 * MINUTE },
      { phase: "awaiting_outcome", due: ["rule learner_no_show"], next: ["end", END] },
    ],
    [
      "a no-show waits for a late join until the end",
      {
        session: { state: "learner_no_show", ruling: ruled("automatic") },
        evidence: [mentor(0)],
        now: START + 11 * MINUTE,
      },
      { phase: "no_show", due: [], next: ["end", END] },
    ],
    [
      "a late join reopens it",
      {
        session: { state: "learner_no_show", ruling: ruled("automatic") },
        evidence: [mentor(0), learner(20)],
        now: START + 20 * MINUTE,
      },
      { phase: "no_show", due: ["rule in_progress"], next: ["end", END] },
    ],
    [
      "a no-show that stands at the end closes the session",
      { session: { state: "learner_no_show", ruling: ruled("automatic") }, evidence: [mentor(0)], now: END },
      { phase: "closed", due: [], next: null, finished: true },
    ],
    [
      "late evidence reopens even that",
      {
        session: { state: "learner_no_show", ruling: ruled("automatic") },
        evidence: [mentor(0), learner(5, null, { recordedAt: END + DAY })],
        now: END + DAY,
      },
      { phase: "closed", due: ["rule completed"], next: null },
    ],
    [
      "a no-show by hand closes the session at once",
      {
        session: { state: "learner_no_show", ruling: ruled("hand") },
        evidence: [mentor(0), learner(20)],
        now: START + 20 * MINUTE,
      },
      { phase: "closed", due: [], next: null, finished: true },
    ],
    [
      "nothing known, it waits on through its end",
      { settings: SILENT, now: START + 10 * MINUTE },
      { phase: "awaiting_outcome", due: [], next: ["end", END] },
    ],
    [
      "and then as long as evidence may still arrive",
      { settings: SILENT, now: END },
      { phase: "awaiting_outcome", due: [], next: ["late_evidence_window_closes", END + 7 * DAY] },
    ],
    [
      "after that it waits for a person only",
      { settings: SILENT, now: END + 7 * DAY },
      { phase: "awaiting_outcome", due: [], next: null, finished: true },
    ],
    [
      "a completed session is finished",
      { session: { state: "completed" }, now: END },
      { phase: "closed", due: [], next: null, finished: true },
    ],
    [
      "a cancelled session is finished and reminds nobody",
      { session: { state: "cancelled" }, now: START - DAY },
      { phase: "closed", due: [], next: null, finished: true },
    ],
    [
      "asked for the first time long after, it is decided at once and reminds nobody",
      { evidence: [mentor(0), learner(0)], now: END + DAY },
      { phase: "awaiting_outcome", due: ["rule completed"], next: ["late_evidence_window_closes", END + 7 * DAY] },
    ],
  ])("%s", (_promise, given, then) => {
    const plan = planSession(
      sessionOf(given.session),
      given.evidence ?? [],
      given.sent ?? [],
      given.settings ?? TELLING,
      given.now,
    );
    expect({
      phase: plan.phase,
      due: due(plan),
      next: plan.next === null ? null : [plan.next.kind, plan.next.at],
      finished: plan.finished,
    }).toEqual({ ...then, finished: then.finished ?? false });
    expect(plan.why).not.toBe("");
  });

  test("the fate of each reminder can be told", () => {
    const fates = (session: Partial<SessionRecord>, sent: SentNotice[], now: number): string[] =>
      remindersOf(sessionOf(session), sent, now).map((reminder) => reminder.fate);
    expect(fates({}, [], START - 2 * DAY)).toEqual(["waiting", "waiting"]);
    expect(fates({}, sentTo(both, "reminder_24h"), START - HOUR)).toEqual(["sent", "due"]);
    expect(fates({ timeSetAt: START - 2 * HOUR }, [], START - 2 * HOUR)).toEqual(["skipped", "waiting"]);
    expect(fates({}, [], START)).toEqual(["dropped", "dropped"]);
    expect(fates({ state: "cancelled" }, [], START - DAY)).toEqual(["dropped", "dropped"]);
  });
});
