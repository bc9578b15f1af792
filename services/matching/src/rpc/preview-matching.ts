import { type MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import { type StreamHandler, untilTokenExpiry } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { previewMatching as query } from "../queries/preview-matching.ts";
import { loadWishOf } from "./convert-pairs.ts";
import { presentPreview } from "./present-preview.ts";

export const previewMatching = (ctx: MatchingContext): StreamHandler<typeof MatchingService.method.previewMatching> =>
  async function* (req, rpc) {
    const call = callOf(rpc);
    const preview = await query(ctx, call, req.programmeId, loadWishOf(req), untilTokenExpiry(rpc));
    yield* presentPreview(ctx, call, preview);
  };
