import { describe, expect, test } from "@jest/globals";
import type { AttendanceSettings, Evidence } from "../../src/domain/attendance.ts";
import { applyRuling } from "../../src/domain/decisions/apply-ruling.ts";
import type { SentNotice } from "../../src/domain/reminders.ts";
import { type SessionPlan, planSession } from "../../src/domain/session-plan.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { DAY, HOUR, LEARNER, MINUTE, START, presenceOf, randomOf, sessionOf } from "./sample.ts";

const TELLING: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: true };
const SILENT: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: false };

type Change = {
  readonly at: number;
  readonly what: "move" | "cancel" | "evidence";
  readonly to: number;
  readonly evidence?: Evidence;
};
type Told = SentNotice & { readonly at: number; readonly session: SessionRecord };
type Life = { readonly session: SessionRecord; readonly told: Told[] };

const FIRST = START - 3 * DAY;
const LAST = START + 6 * DAY;

/** Lives through the changes, looking at the plan at each of the moments that `nextLook` names. */
function live(
  changes: readonly Change[],
  settings: AttendanceSettings,
  nextLook: (now: number, plan: SessionPlan) => number | null,
): Life {
  let session = sessionOf({ timeSetAt: FIRST });
  const evidence: Evidence[] = [];
  const told: Told[] = [];
  const waiting = [...changes];
  let now = FIRST;
  for (let looks = 0; looks < 20_000; looks += 1) {
    while (waiting[0] !== undefined && waiting[0].at <= now)
      session = changed(session, waiting.shift() as Change, evidence);
    let plan = planSession(session, evidence, told, settings, now);
    for (let steps = 0; plan.dueNow.length > 0; steps += 1) {
      if (steps > 3)
        throw new Error(`the plan never comes to rest: ${plan.dueNow.map((step) => step.kind).join(", ")}`);
      for (const step of plan.dueNow) {
        if (step.kind === "rule_attendance") session = applyRuling(session, step.ruling, now).record;
        else
          for (const personId of step.personIds)
            told.push({ personId, kind: step.kind, scheduleVersion: session.scheduleVersion, at: now, session });
      }
      plan = planSession(session, evidence, told, settings, now);
    }
    const next = Math.min(nextLook(now, plan) ?? LAST, waiting[0]?.at ?? LAST);
    if (next <= now) throw new Error("the plan waits for what has passed");
    if (next >= LAST) return { session, told };
    now = next;
  }
  throw new Error("the life of the session never ends");
}

function changed(session: SessionRecord, change: Change, evidence: Evidence[]): SessionRecord {
  if (change.what === "evidence") {
    if (change.evidence !== undefined) evidence.push({ ...change.evidence, scheduleVersion: session.scheduleVersion });
    return session;
  }
  if (session.state !== "scheduled" || change.at >= session.startsAt) return session;
  if (change.what === "cancel") return { ...session, state: "cancelled" };
  const startsAt = Math.max(change.to, change.at);
  return {
    ...session,
    startsAt,
    endsAt: startsAt + 45 * MINUTE,
    scheduleVersion: session.scheduleVersion + 1,
    timeSetAt: change.at,
  };
}

function randomChanges(random: (limit: number) => number): Change[] {
  const minutes = (LAST - FIRST - 2 * DAY) / MINUTE;
  const changes = Array.from({ length: random(7) }, (): Change => {
    const at = FIRST + random(minutes) * MINUTE;
    const dice = random(10);
    if (dice === 0) return { at, what: "cancel", to: 0 };
    if (dice < 5) return { at, what: "move", to: at + random(3 * 24 * 60) * MINUTE };
    const personId = random(2) === 0 ? "mentor-1" : LEARNER.personId;
    return {
      at,
      what: "evidence",
      to: 0,
      evidence: presenceOf(personId, (at - START) / MINUTE, null, { recordedAt: at }),
    };
  });
  return changes.sort((one, other) => one.at - other.at);
}

describe("through random lives of moves, cancellations, joins and lost wakes", () => {
  const everyMinute = (now: number): number => now + MINUTE;
  const asPlanned = (_now: number, plan: SessionPlan): number | null => plan.next?.at ?? null;

  test("waking only when the plan says misses nothing that a look each minute finds", () => {
    const random = randomOf(21);
    for (let round = 0; round < 60; round += 1) {
      const changes = randomChanges(random);
      const settings = random(2) === 0 ? TELLING : SILENT;
      const byMinute = live(changes, settings, everyMinute);
      const byPlan = live(changes, settings, asPlanned);
      expect({ changes, life: outline(byPlan) }).toEqual({ changes, life: outline(byMinute) });
    }
  });

  test("no reminder is ever doubled, early, for a time that no longer holds, or after the start", () => {
    const random = randomOf(22);
    let reminders = 0;
    for (let round = 0; round < 300; round += 1) {
      const changes = randomChanges(random);
      // Whoever looks is down at times: looks come after minutes or after hours.
      const { told } = live(changes, TELLING, (now) => now + (1 + random(random(4) === 0 ? 600 : 20)) * MINUTE);
      reminders += told.length;
      expect(
        new Set(told.map(({ personId, kind, scheduleVersion }) => `${personId} ${kind} ${scheduleVersion}`)).size,
      ).toBe(told.length);
      for (const { at, kind, session } of told) {
        const ahead = session.startsAt - at;
        expect(session.state).toBe("scheduled");
        expect(ahead).toBeGreaterThan(kind === "reminder_24h" ? HOUR : 0);
        expect(ahead).toBeLessThanOrEqual(kind === "reminder_24h" ? DAY : HOUR);
        expect(session.startsAt - session.timeSetAt).toBeGreaterThanOrEqual(kind === "reminder_24h" ? DAY : HOUR);
      }
    }
    expect(reminders).toBeGreaterThan(100);
  });

  test("with a look each minute both people get every reminder that its time allows", () => {
    const random = randomOf(23);
    for (let round = 0; round < 40; round += 1) {
      const { told, session } = live(randomChanges(random), SILENT, everyMinute);
      if (session.state === "cancelled") continue;
      const got = told
        .filter((one) => one.scheduleVersion === session.scheduleVersion)
        .map((one) => one.kind)
        .sort();
      const lead = session.startsAt - session.timeSetAt;
      const expected = [
        ...(lead >= HOUR ? ["reminder_1h", "reminder_1h"] : []),
        ...(lead >= DAY ? ["reminder_24h", "reminder_24h"] : []),
      ];
      expect(got).toEqual(expected);
    }
  });
});

function outline({ session, told }: Life): unknown {
  return {
    state: session.state,
    told: told.map(
      ({ personId, kind, scheduleVersion, at }) =>
        `${kind} ${personId} ${scheduleVersion} ${new Date(at).toISOString()}`,
    ),
  };
}
