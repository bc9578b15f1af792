import type { Actor, RoleName } from "@mentorship/shared/call";
import type { Match, MatchState } from "../../src/domain/match.ts";
import type { Programme } from "../../src/domain/programme.ts";

export const now = new Date("2026-11-21T10:00:00.000Z");
const earlier = new Date("2026-11-20T10:00:00.000Z");

export const person = (id: string, ...roles: RoleName[]): Actor => ({ kind: "person", id, roles, capabilities: [] });

export const actors = {
  mentor: person("mentor-1", "mentor"),
  mentee: person("mentee-1", "mentee"),
  admin: person("admin-1", "admin"),
  staff: { ...person("staff-1", "mentee"), capabilities: ["mentorship.match"] },
  service: { kind: "service", id: "billing", roles: ["service"], capabilities: [] },
  otherMentor: person("mentor-2", "mentor"),
  otherMentee: person("mentee-2", "mentee"),
} as const satisfies Record<string, Actor>;

export const programme = (state: Programme["state"] = "ACTIVE"): Programme => ({
  id: "programme-1",
  name: "Spring",
  state,
  selfBooking: true,
  version: 3,
});

/** A match that has come to a state by the usual way: an ended one was accepted by the mentor before. */
export function matchIn(state: MatchState): Match {
  const answered = state !== "PROPOSED";
  const ended = state === "DECLINED" || state === "TERMINATED";
  return {
    id: "match-1",
    programmeId: "programme-1",
    mentorId: "mentor-1",
    menteeId: "mentee-1",
    state,
    score: 2_500_000_000,
    reasons: {
      skills: { axis: 1_000_000, weight: 2_000, sharedTags: ["sql"], focusTags: 1 },
      audience: { axis: 0, weight: 1_000, sameDepartment: false, sameDecade: false },
      capacity: { axis: 1_000_000, weight: 500, seatsFree: 2, maxMentees: 2 },
    },
    runId: "run-1",
    pairedBy: "",
    fitOverrideReason: "",
    proposedAt: earlier,
    acceptedByMentorAt: answered ? earlier : null,
    acceptedAt: state === "ACCEPTED" || state === "TERMINATED" ? earlier : null,
    endedAt: ended ? earlier : null,
    endReason: state === "DECLINED" ? "DECLINED_BY_MENTEE" : state === "TERMINATED" ? "TERMINATED_BY_MENTOR" : null,
    terminatedReason: state === "TERMINATED" ? "first reason" : "",
    endedBy: state === "DECLINED" ? "mentee-1" : state === "TERMINATED" ? "mentor-1" : "",
    version: 4,
  };
}
