import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  CapacityBasis,
  FollowUpKind,
  type FollowUpSchema,
  FollowUpState,
  type ListMatchesRequest,
  type MatchReasonsSchema,
  MatchRunOutcome,
  MatchRunPhase,
  type MatchRunSchema,
  MatchState as WireState,
} from "@mentorship/client/v1";
import type { FollowUp, MatchState, Reasons } from "../domain/match.ts";
import type { Run } from "../domain/run.ts";
import type { ListMatches } from "../queries/list-matches.ts";
import { matchingRunId } from "../workflows/names.ts";

/** A run as callers see it. */
export const runMessage = (run: Run): MessageInitShape<typeof MatchRunSchema> => ({
  runId: run.id,
  programmeId: run.programmeId,
  phase: MatchRunPhase[run.phase],
  outcome: MatchRunOutcome[run.outcome ?? "UNSPECIFIED"],
  summary: run.summary,
  mentorsLoaded: run.mentorsLoaded,
  menteesLoaded: run.menteesLoaded,
  proposalsScored: run.proposalsScored,
  proposalsInserted: run.proposalsInserted,
  menteesLeftOver: run.menteesLeftOver,
  ...(run.rules
    ? {
        pairingRules: {
          skillsWeightThousandths: run.rules.skillsWeight,
          audienceWeightThousandths: run.rules.audienceWeight,
          capacityWeightThousandths: run.rules.capacityWeight,
          capacityBasis: CapacityBasis[run.rules.capacityBasis],
          leastScoreBillionths: BigInt(run.rules.leastScore),
        },
      }
    : {}),
  inputDigest: run.inputDigest,
  outputDigest: run.outputDigest,
  ...(run.fairness ? { fairness: run.fairness } : {}),
  requestedBy: run.requestedBy,
  requestedAt: timestampFromDate(run.requestedAt),
  ...(run.finishedAt ? { finishedAt: timestampFromDate(run.finishedAt) } : {}),
  workflowId: matchingRunId(run.programmeId, run.id),
});

export const reasonsMessage = ({
  skills,
  audience,
  capacity,
}: Reasons): MessageInitShape<typeof MatchReasonsSchema> => ({
  skills: {
    axisMillionths: skills.axis,
    weightThousandths: skills.weight,
    sharedTags: [...skills.sharedTags],
    focusTags: skills.focusTags,
  },
  audience: {
    axisMillionths: audience.axis,
    weightThousandths: audience.weight,
    sameDepartment: audience.sameDepartment,
    sameDecade: audience.sameDecade,
  },
  capacity: {
    axisMillionths: capacity.axis,
    weightThousandths: capacity.weight,
    seatsFree: capacity.seatsFree,
    maxMentees: capacity.maxMentees,
  },
});

export const followUpMessage = ({ kind, done, count }: FollowUp): MessageInitShape<typeof FollowUpSchema> => ({
  kind: FollowUpKind[kind],
  state: done ? FollowUpState.DONE : FollowUpState.PENDING,
  count,
});

/** What a caller asks of a list of matches. */
export const listOf = (req: ListMatchesRequest): ListMatches => ({
  filter: {
    ...(req.programmeId ? { programmeId: req.programmeId } : {}),
    ...(req.states.length > 0
      ? { states: [...new Set(req.states)].sort((a, b) => a - b).map((state) => WireState[state] as MatchState) }
      : {}),
    ...(req.personId ? { personId: req.personId } : {}),
    ...(req.runId ? { runId: req.runId } : {}),
  },
  pageSize: req.pageSize,
  pageToken: req.pageToken,
});
