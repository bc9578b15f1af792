import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { StreamHandler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { streamMatchingInputs as query } from "../queries/stream-matching-inputs.ts";
import { presentInputs } from "./present-inputs.ts";

export const streamMatchingInputs = (
  ctx: ProgrammeContext,
): StreamHandler<typeof ProgrammeService.method.streamMatchingInputs> =>
  async function* (req, rpc) {
    for await (const part of query(ctx, callOf(rpc), req)) yield presentInputs(part);
  };
