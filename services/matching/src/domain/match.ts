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
  | "PROGRAMME_COMPLETED"
  | "SUPERSEDED";

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
  /** The run that proposed it; empty: it was paired by hand. */
  readonly runId: string;
  /** Who paired the two by hand; empty: a run proposed them. */
  readonly pairedBy: string;
  /** Why the two were paired by hand although they fit too little; empty: they fit. Personal text. */
  readonly fitOverrideReason: string;
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

/** What is given of a match when it begins. */
type Beginning = Pick<Match, "id" | "programmeId" | "mentorId" | "menteeId" | "score" | "proposedAt"> &
  Partial<Pick<Match, "runId" | "pairedBy" | "fitOverrideReason">>;

/** A match that begins: in `PROPOSED`, unanswered. What it was scored by is kept beside it. */
export const newMatch = (beginning: Beginning): Omit<Match, "reasons"> => ({
  runId: "",
  pairedBy: "",
  fitOverrideReason: "",
  ...beginning,
  state: "PROPOSED",
  acceptedByMentorAt: null,
  acceptedAt: null,
  endedAt: null,
  endReason: null,
  terminatedReason: "",
  endedBy: "",
  version: 1,
});

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
