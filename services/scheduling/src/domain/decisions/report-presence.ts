import type { Evidence } from "../attendance.ts";
import { RULING_WINDOW, type SessionRecord } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import { type NewEvidence, type SessionDecision, unchanged } from "./decision.ts";

/** One event of a meeting's provider about a stay of a person, from joining to leaving. One of the two instants at least is there. */
export type PresenceReport = {
  readonly eventId: string;
  readonly personId: string;
  readonly stayId: string;
  readonly joinedAt: Instant | null;
  readonly leftAt: Instant | null;
};

/** A decision about reports, and which of them count for nothing. */
export type ReportDecision = { readonly decision: SessionDecision; readonly ignored: readonly PresenceReport[] };

/**
 * What a provider's reports add to what is known. Each stay is one piece of evidence, from the earliest joining to the latest leaving
 * that were told of it, in whatever order; who was only seen leaving was there at that moment. Strangers, cancelled sessions and what
 * is told seven days after the end or later count for nothing.
 */
export function reportPresence(
  session: SessionRecord,
  evidence: readonly Evidence[],
  reports: readonly PresenceReport[],
  now: Instant,
): ReportDecision {
  const isOpen = session.state !== "cancelled" && now < session.endsAt + RULING_WINDOW;
  const isOfSession = (report: PresenceReport): boolean =>
    session.participants.some((person) => person.personId === report.personId);
  const [counted, ignored] = split(reports, (report) => isOpen && isOfSession(report));
  if (counted.length === 0) return { decision: unchanged(session, "system"), ignored };
  const stays = new Map<string, NewEvidence>();
  for (const report of counted) {
    const key = JSON.stringify([report.personId, report.stayId]);
    stays.set(key, merge(stays.get(key) ?? knownStay(evidence, report), report, session));
  }
  const personIds = [...new Set(counted.map((report) => report.personId))];
  return {
    decision: {
      record: session,
      events: [{ kind: "AttendanceRecorded", personIds }],
      evidence: [...stays.values()],
      part: "system",
    },
    ignored,
  };
}

function knownStay(evidence: readonly Evidence[], report: PresenceReport): NewEvidence | undefined {
  const known = evidence.find((one) => one.personId === report.personId && one.stayId === report.stayId);
  if (known === undefined) return undefined;
  const { id, recordedAt: _, ...stay } = known;
  return { ...stay, extends: id };
}

function merge(stay: NewEvidence | undefined, report: PresenceReport, session: SessionRecord): NewEvidence {
  const { personId, stayId, joinedAt, leftAt } = report;
  const from = joinedAt ?? (leftAt as Instant);
  const { scheduleVersion } = session;
  if (stay === undefined) {
    return { personId, source: "provider", kind: "present", from, to: leftAt, scheduleVersion, stayId };
  }
  const earliest = Math.min(stay.from, from);
  const latest = stay.to === null ? leftAt : Math.max(stay.to, leftAt ?? stay.to);
  return { ...stay, from: earliest, to: latest === null ? null : Math.max(latest, earliest) };
}

function split<T>(all: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [all.filter(holds), all.filter((one) => !holds(one))];
}
