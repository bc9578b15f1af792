import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { explainMatch as query } from "../queries/explain-match.ts";
import { explanationMessage } from "./convert-pairs.ts";

export const explainMatch =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.explainMatch> =>
  async (req, rpc) => ({ explanation: explanationMessage(await query(ctx, callOf(rpc), req)) });
