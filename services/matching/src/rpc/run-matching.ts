import { MatchRunMode, type MatchingService, PairingStrategy, type RunMatchingRequest } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { type RequestRun, requestRun } from "../commands/request-run.ts";
import type { MatchingContext } from "../context.ts";
import { presentRun } from "./present-run.ts";

export const runMatching =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.runMatching> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    return { run: await presentRun(ctx, call, await requestRun(ctx, call, wishOf(req))) };
  };

const strategies = { [PairingStrategy.GREEDY]: "GREEDY", [PairingStrategy.OPTIMAL]: "OPTIMAL" } as const;

const wishOf = ({ programmeId, mode, strategy }: RunMatchingRequest): RequestRun => ({
  programmeId,
  mode: mode === MatchRunMode.REPLACE_PROPOSED ? "REPLACE_PROPOSED" : "ADDITIVE",
  strategy: strategy === PairingStrategy.UNSPECIFIED ? null : strategies[strategy],
});
