import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  CapacityBasis,
  FollowUpKind,
  type FollowUpSchema,
  FollowUpState,
  type ListMatchesRequest,
  MatchOrder,
  type MatchReasonsSchema,
  MatchState as WireState,
  MatchWaiting,
  type PairingRulesSchema,
  PairingStrategy,
} from "@mentorship/client/v1";
import type { FollowUp, MatchState, Reasons } from "../domain/match.ts";
import type { RunRules } from "../domain/run.ts";
import type { ListMatches } from "../queries/list-matches.ts";
import type { Waiting } from "../domain/waiting.ts";

/** The rules that were applied, every value filled in. */
export const rulesMessage = (rules: RunRules): MessageInitShape<typeof PairingRulesSchema> => ({
  skillsWeightThousandths: rules.skillsWeight,
  audienceWeightThousandths: rules.audienceWeight,
  capacityWeightThousandths: rules.capacityWeight,
  capacityBasis: CapacityBasis[rules.capacityBasis],
  leastScoreBillionths: BigInt(rules.leastScore),
  strategy: PairingStrategy[rules.strategy],
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

const waitingOf = (waiting: MatchWaiting): Waiting => (waiting === MatchWaiting.STUCK ? "STUCK" : "PENDING_TOO_LONG");

/** What a caller asks of a list of matches. */
export const listOf = (req: ListMatchesRequest): ListMatches => ({
  filter: {
    ...(req.programmeId ? { programmeId: req.programmeId } : {}),
    ...(req.states.length > 0
      ? { states: [...new Set(req.states)].sort((a, b) => a - b).map((state) => WireState[state] as MatchState) }
      : {}),
    ...(req.personId ? { personId: req.personId } : {}),
    ...(req.runId ? { runId: req.runId } : {}),
    ...(req.waiting === MatchWaiting.UNSPECIFIED ? {} : { waiting: waitingOf(req.waiting) }),
  },
  ...(req.orderBy === MatchOrder.UNSPECIFIED
    ? {}
    : { order: MatchOrder[req.orderBy] as NonNullable<ListMatches["order"]> }),
  pageSize: req.pageSize,
  pageToken: req.pageToken,
});
