import type { Actor, Participant } from "../../src/domain/actor.ts";
import type { Evidence } from "../../src/domain/attendance.ts";
import { type Availability, DEFAULT_RULES } from "../../src/domain/availability.ts";
import type { SessionRecord, SessionSettings } from "../../src/domain/session.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The start of every sample session: Wednesday, 10:00 in Berlin. */
export const START = Date.UTC(2026, 4, 6, 8);
export const END = START + 45 * MINUTE;

export const SETTINGS: SessionSettings = { graceMinutes: 10, lateCancelHours: 24, selfBooking: true };

export const MENTOR: Participant = { personId: "mentor-1", role: "mentor", matchId: null };
export const LEARNER: Participant = { personId: "mentee-1", role: "mentee", matchId: "match-1" };

export function sessionOf(change: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: "session-1",
    programmeId: "programme-1",
    participants: [MENTOR, LEARNER],
    state: "scheduled",
    startsAt: START,
    endsAt: END,
    zone: "Europe/Berlin",
    localStart: START + 2 * HOUR,
    zoneDataVersion: "2026a",
    title: "First talk",
    modality: "video",
    provider: null,
    agenda: "",
    objectives: [],
    materials: [],
    notesVisibleTo: "both",
    phaseId: null,
    series: null,
    version: 3,
    scheduleVersion: 1,
    timeSetAt: START - 7 * DAY,
    bookedBy: "mentor-1",
    outsideAvailability: null,
    ruling: null,
    cancellation: null,
    ...change,
  };
}

export function personOf(id: string, ...roles: string[]): Actor {
  return { kind: "person", id, roles, capabilities: [] };
}

export const ACTORS = {
  mentor: personOf("mentor-1", "mentor"),
  mentee: personOf("mentee-1", "mentee"),
  admin: personOf("admin-1", "admin"),
  staff: { ...personOf("staff-1"), capabilities: ["mentorship.match"] },
  system: { kind: "system", id: "sweep", roles: [], capabilities: [] },
  internal: { kind: "service", id: "conferencing", roles: ["internal"], capabilities: [] },
  service: { kind: "service", id: "billing", roles: ["service"], capabilities: [] },
  otherMentor: personOf("mentor-2", "mentor"),
  otherMentee: personOf("mentee-2", "mentee"),
  /** Sits on the mentor's seat with a token that carries another role. */
  mentorWithoutRole: personOf("mentor-1", "mentee"),
} as const satisfies Record<string, Actor>;

/** A Berlin mentor free all week from nine to five, unless told otherwise. */
export function availabilityOf(change: Partial<Availability> = {}): Availability {
  return {
    zone: "Europe/Berlin",
    windows: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 9 * 60, endMinute: 17 * 60 })),
    overrides: [],
    outOfOffice: [],
    programmes: [],
    ...DEFAULT_RULES,
    ...change,
  };
}

let counter = 0;

/** A person seen from `from` minutes after the start until `to`, by the join link, learnt at once. */
export function presenceOf(
  personId: string,
  from: number,
  to: number | null = null,
  change: Partial<Evidence> = {},
): Evidence {
  counter += 1;
  const at = START + from * MINUTE;
  return {
    id: `evidence-${counter}`,
    personId,
    source: "join_link",
    kind: "present",
    from: at,
    to: to === null ? null : START + to * MINUTE,
    recordedAt: at,
    scheduleVersion: 1,
    stayId: null,
    ...change,
  };
}

/** The reason of the refusal, or `accepted`. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    const { reason } = error as { reason?: string };
    if (reason === undefined) throw error;
    return reason;
  }
  return "accepted";
}

/** A repeatable source of randomness: whole numbers below `limit`. */
export function randomOf(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
