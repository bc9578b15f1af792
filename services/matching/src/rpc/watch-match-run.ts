import type { MessageInitShape } from "@bufbuild/protobuf";
import type { MatchingService, WatchMatchRunResponseSchema } from "@mentorship/client/v1";
import { type Call, callOf } from "@mentorship/shared/call";
import { type StreamHandler, untilTokenExpiry, withHeartbeat } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { runNow } from "../queries/run-now.ts";
import { watchRun } from "../queries/watch-run.ts";
import { runMessage } from "./present-run.ts";

type Answer = MessageInitShape<typeof WatchMatchRunResponseSchema>;

export const watchMatchRun =
  (ctx: MatchingContext): StreamHandler<typeof MatchingService.method.watchMatchRun> =>
  (req, rpc) => {
    const call = callOf(rpc);
    const beat = async (): Promise<Answer> => ({ run: runMessage(await runNow(ctx, call, req.runId)) });
    return withHeartbeat(answers(ctx, call, req.runId, untilTokenExpiry(rpc)), beat);
  };

async function* answers(ctx: MatchingContext, call: Call, runId: string, signal: AbortSignal): AsyncGenerator<Answer> {
  for await (const found of watchRun(ctx, call, runId, signal)) yield { run: runMessage(found) };
}
