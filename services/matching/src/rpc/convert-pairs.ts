import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  CapacityBasis,
  type MatchExplanationSchema,
  MatchRunMode,
  MatchState,
  type PairingRules,
  PairingStrategy,
  type PreviewMatchingRequest,
  RunDifferenceKind,
  type VerifyMatchRunResponseSchema,
  WhyNot,
} from "@mentorship/client/v1";
import type { RunRules } from "../domain/run.ts";
import type { Explanation } from "../queries/explain-match.ts";
import type { LoadWish } from "../queries/load-run-input.ts";
import type { RunVerification } from "../queries/verify-run.ts";
import { reasonsMessage } from "./convert.ts";

/** What speaks for a pair and against it, as callers see it. */
export const explanationMessage = (found: Explanation): MessageInitShape<typeof MatchExplanationSchema> => ({
  programmeId: found.programmeId,
  mentorId: found.mentorId,
  menteeId: found.menteeId,
  canBeProposed: found.whyNot.length === 0,
  whyNot: found.whyNot.map((reason) => WhyNot[reason]),
  ...(found.scored
    ? { scoreBillionths: BigInt(found.scored.score), reasons: reasonsMessage(found.scored.reasons) }
    : {}),
  leastScoreBillionths: BigInt(found.leastScore),
  ...(found.newest ? { matchId: found.newest.id, matchState: MatchState[found.newest.state] } : {}),
  otherMatchId: found.other?.id ?? "",
  seatsTaken: found.seatsTaken,
});

/** What a preview is to try out. */
export const loadWishOf = ({ mode, pairingRules }: PreviewMatchingRequest): LoadWish => ({
  mode: mode === MatchRunMode.REPLACE_PROPOSED ? "REPLACE_PROPOSED" : "ADDITIVE",
  ...(pairingRules ? { rules: rulesWished(pairingRules) } : {}),
});

const rulesWished = (rules: PairingRules): Partial<RunRules> => ({
  ...(rules.skillsWeightThousandths === undefined ? {} : { skillsWeight: rules.skillsWeightThousandths }),
  ...(rules.audienceWeightThousandths === undefined ? {} : { audienceWeight: rules.audienceWeightThousandths }),
  ...(rules.capacityWeightThousandths === undefined ? {} : { capacityWeight: rules.capacityWeightThousandths }),
  ...(rules.leastScoreBillionths === undefined ? {} : { leastScore: Number(rules.leastScoreBillionths) }),
  ...(rules.capacityBasis === CapacityBasis.UNSPECIFIED
    ? {}
    : { capacityBasis: rules.capacityBasis === CapacityBasis.AT_START ? "AT_START" : "LIVE" }),
  ...(rules.strategy === PairingStrategy.UNSPECIFIED
    ? {}
    : { strategy: rules.strategy === PairingStrategy.OPTIMAL ? "OPTIMAL" : "GREEDY" }),
});

/** The most differences that one answer names. */
const mostNamed = 100;

/** What came of the comparison of a run, as callers see it. */
export const verificationMessage = (found: RunVerification): MessageInitShape<typeof VerifyMatchRunResponseSchema> => ({
  equal: found.differences.length === 0,
  inputDigest: found.inputDigest,
  outputDigest: found.outputDigest,
  differences: found.differences
    .slice(0, mostNamed)
    .map((difference) => ({ ...difference, kind: RunDifferenceKind[difference.kind] })),
  differenceCount: found.differences.length,
  proposalsRecomputed: found.proposalsRecomputed,
});
