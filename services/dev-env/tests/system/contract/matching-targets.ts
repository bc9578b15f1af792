import { MatchingService, MatchRunMode } from "@mentorship/client/v1";
import { must, rid } from "../../../src/testing/index.ts";
import { type Cohort, MENTOR, type Pair } from "./cohort.ts";
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

// Its proposals count as absent, so that there is somebody to preview for.
const { REPLACE_PROPOSED } = MatchRunMode;

/** A programme in `matching` with a mentor and a mentee who wait for each other. */
async function unpaired({
  here,
  person,
}: Cohort): Promise<{ programmeId: string; mentorId: string; menteeId: string }> {
  const [mentorId, menteeId] = [person(), person()];
  const { programmeId } = await here.programme({ name: "Unpaired" });
  await here.enrol(programmeId, { mentors: [mentorId], mentees: [menteeId] });
  await here.admin.programme.startMatching({ requestId: rid(), programmeId });
  return { programmeId, mentorId, menteeId };
}

/** A run that was cancelled before it ended. */
async function cancelledRun(cohort: Cohort): Promise<string> {
  const { programmeId } = await unpaired(cohort);
  const { matching } = cohort.here.admin;
  return cohort.world.settle(
    async () => {
      const runId = must((await matching.runMatching({ requestId: rid(), programmeId })).run).runId;
      await matching.cancelMatchRun({ requestId: rid(), runId });
      return runId;
    },
    { what: "a run that is cancelled before it has ended" },
  );
}

export const matchingTargets: readonly TargetRow[] = [
  lasting(method.runMatching, ({ programmeId }) => tenants({ programmeId })),
  lasting(method.previewMatching, ({ programmeId }) => tenants({ programmeId, mode: REPLACE_PROPOSED })),
  lasting(method.explainMatch, ({ programmeId, pair }) =>
    tenants({ programmeId, mentorId: pair.mentor, menteeId: pair.mentee }),
  ),
  usedUp(method.createMatch, async (cohort) => tenants(await unpaired(cohort))),
  lasting(method.cancelMatchRun, async (cohort) => tenants({ runId: await cancelledRun(cohort) })),
  lasting(method.verifyMatchRun, ({ runId }) => tenants({ runId })),
  lasting(method.listMatchRuns, ({ programmeId, runId }) => tenants({ programmeId }, runId)),
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
