import type { Match, MatchState } from "./match.ts";

/** Matches that have waited for an answer for long. No clock ends or reassigns them. */
export type Waiting = "PENDING_TOO_LONG" | "STUCK";

const day = 86_400_000;

/** In which state a match waits, since when, and after how many milliseconds it has waited for long. */
export const waitingRules: Readonly<
  Record<
    Waiting,
    {
      readonly state: MatchState;
      readonly since: keyof Pick<Match, "proposedAt" | "acceptedByMentorAt">;
      readonly afterMs: number;
    }
  >
> = {
  PENDING_TOO_LONG: { state: "PROPOSED", since: "proposedAt", afterMs: 7 * day },
  STUCK: { state: "ACCEPTED_BY_MENTOR", since: "acceptedByMentorAt", afterMs: 14 * day },
};
