import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { createMatch as command } from "../commands/create-match.ts";
import type { MatchingContext } from "../context.ts";
import { presentMatch } from "./present-match.ts";

export const createMatch =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.createMatch> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    return { match: await presentMatch(ctx, call, await command(ctx, call, req)) };
  };
