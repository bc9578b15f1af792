import { MatchingService } from "@mentorship/client/v1";
import { MENTOR, type Pair } from "./cohort.ts";
import { lasting, type Target, type TargetRow, tenants, usedUp } from "./target.ts";

const { method } = MatchingService;

/** A match: its mentor's and its mentee's. `by`: which of them may act on it as it stands. */
const ofPair = (pair: Pair, by: "mentor" | "mentee", shows = false): Target<{ matchId: string }> => ({
  request: { matchId: pair.matchId },
  mentor: pair.mentor,
  mentee: pair.mentee,
  by: [by, by === "mentor" ? pair.mentor : pair.mentee],
  ...(shows ? { shows: pair.matchId } : {}),
});

const proposal = { of: "a proposal" };
const asked = { of: "one that the mentor accepted" };

export const matchingTargets: readonly TargetRow[] = [
  lasting(method.runMatching, ({ programmeId }) => tenants({ programmeId })),
  lasting(method.getMatchRun, ({ runId }) => tenants({ runId })),
  lasting(method.watchMatchRun, ({ runId }) => tenants({ runId })),
  lasting(method.listLeftOverMentees, ({ runId }) => tenants({ runId })),
  lasting(method.getMatch, ({ pair }) => ofPair(pair, "mentor"), { of: "an accepted match" }),
  lasting(method.getMatch, ({ proposed }) => ofPair(proposed(), "mentor"), proposal),
  lasting(method.getMatch, async ({ acceptedByMentor }) => ofPair(await acceptedByMentor(), "mentor"), asked),
  lasting(method.listMatches, ({ pair }) => ({ ...ofPair(pair, "mentor", true), request: { personId: pair.mentee } }), {
    of: "an accepted match",
  }),
  lasting(
    method.listMatches,
    ({ proposed }) => {
      const pair = proposed();
      return { ...ofPair(pair, "mentor", true), request: { personId: pair.mentee } };
    },
    proposal,
  ),
  usedUp(method.acceptMatch, ({ proposed }) => ofPair(proposed(), "mentor"), proposal),
  usedUp(method.acceptMatch, async ({ acceptedByMentor }) => ofPair(await acceptedByMentor(), "mentee"), asked),
  usedUp(method.declineMatch, ({ proposed }) => ofPair(proposed(), "mentor"), proposal),
  usedUp(method.declineMatch, async ({ acceptedByMentor }) => ofPair(await acceptedByMentor(), "mentee"), asked),
  usedUp(method.terminateMatch, async ({ accepted }) => ofPair(await accepted(), "mentor"), {
    of: "an accepted match",
  }),
  usedUp(
    method.terminateMatch,
    ({ proposed }) => ({ ...ofPair(proposed(), "mentor"), by: ["staff", MENTOR] }),
    proposal,
  ),
];
