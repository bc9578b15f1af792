/** Where a match stands, by the contract's names without their prefix. */
export type MatchState = "PROPOSED" | "ACCEPTED_BY_MENTOR" | "ACCEPTED" | "DECLINED" | "TERMINATED";

/** Why a match ended. */
export type MatchEndReason =
  | "DECLINED_BY_MENTOR"
  | "DECLINED_BY_MENTEE"
  | "TERMINATED_BY_MENTOR"
  | "TERMINATED_BY_MENTEE"
  | "TERMINATED_BY_STAFF"
  | "TERMINATED_BY_SERVICE"
  | "MENTOR_UNAVAILABLE"
  | "MENTEE_WITHDREW"
  | "SUSPENDED"
  | "PROGRAMME_COMPLETED";

/** Why a pair was proposed. Axes in millionths, weights in thousandths. */
export interface Reasons {
  readonly skills: {
    readonly axis: number;
    readonly weight: number;
    readonly sharedTags: readonly string[];
    readonly focusTags: number;
  };
  readonly audience: {
    readonly axis: number;
    readonly weight: number;
    readonly sameDepartment: boolean;
    readonly sameDecade: boolean;
  };
  readonly capacity: {
    readonly axis: number;
    readonly weight: number;
    readonly seatsFree: number;
    readonly maxMentees: number;
  };
}

/** A mentor and a mentee in a programme, as its row holds it. The score is in billionths. */
export interface Match {
  readonly id: string;
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly state: MatchState;
  readonly score: number;
  readonly reasons: Reasons;
  readonly runId: string;
  readonly proposedAt: Date;
  readonly acceptedByMentorAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: MatchEndReason | null;
  readonly terminatedReason: string;
  /** A person's or service's id; empty while it is live, or when it ended by itself. */
  readonly endedBy: string;
  readonly version: number;
}

/** States that take a seat and keep the mentee from other proposals. */
export const liveStates = ["PROPOSED", "ACCEPTED_BY_MENTOR", "ACCEPTED"] as const satisfies readonly MatchState[];

/** States that wait for an answer of one side. */
export const unansweredStates = ["PROPOSED", "ACCEPTED_BY_MENTOR"] as const satisfies readonly MatchState[];

/** Ends after which a pair is never proposed again: somebody wanted it to end. */
export const barringReasons = [
  "DECLINED_BY_MENTOR",
  "DECLINED_BY_MENTEE",
  "TERMINATED_BY_MENTOR",
  "TERMINATED_BY_MENTEE",
  "TERMINATED_BY_STAFF",
  "TERMINATED_BY_SERVICE",
] as const satisfies readonly MatchEndReason[];

/** What follows from an ended match in another service. */
export const followUpKinds = ["SESSIONS_CANCELLED", "LINKS_REMOVED", "PEOPLE_TOLD"] as const;
export type FollowUpKind = (typeof followUpKinds)[number];

/** How far a follow-up is; `count` is 0 while it is pending. */
export interface FollowUp {
  readonly kind: FollowUpKind;
  readonly done: boolean;
  readonly count: number;
}
