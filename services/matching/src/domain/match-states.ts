import type { MatchState } from "./match.ts";

/** What a caller can do to a match in this service. */
export const matchActions = ["ACCEPT", "DECLINE", "TERMINATE"] as const;
export type MatchAction = (typeof matchActions)[number];

/** As what somebody acts on a match. A person may be more than one. */
export type MatchPart = "mentor" | "mentee" | "staff" | "service";

/** Which state an action leads to from each state. What is not named is refused with `MATCH_STATE`. */
export const nextState: Readonly<Record<MatchState, Readonly<Partial<Record<MatchAction, MatchState>>>>> = {
  PROPOSED: { ACCEPT: "ACCEPTED_BY_MENTOR", DECLINE: "DECLINED", TERMINATE: "TERMINATED" },
  ACCEPTED_BY_MENTOR: { ACCEPT: "ACCEPTED", DECLINE: "DECLINED", TERMINATE: "TERMINATED" },
  ACCEPTED: { TERMINATE: "TERMINATED" },
  DECLINED: {},
  TERMINATED: {},
};

/** Who may take the actions of the table above, in each state. */
export const whoMay: Readonly<Record<MatchState, Readonly<Partial<Record<MatchAction, readonly MatchPart[]>>>>> = {
  PROPOSED: { ACCEPT: ["mentor"], DECLINE: ["mentor"], TERMINATE: ["staff", "service"] },
  ACCEPTED_BY_MENTOR: { ACCEPT: ["mentee"], DECLINE: ["mentee"], TERMINATE: ["mentor", "staff", "service"] },
  ACCEPTED: { TERMINATE: ["mentor", "mentee", "staff", "service"] },
  DECLINED: {},
  TERMINATED: {},
};

/** Who may ever take an action, in whatever state. Others are refused with `PERMISSION_DENIED`. */
export const whoEver: Readonly<Record<MatchAction, readonly MatchPart[]>> = {
  ACCEPT: ["mentor", "mentee"],
  DECLINE: ["mentor", "mentee"],
  TERMINATE: ["mentor", "mentee", "staff", "service"],
};
