import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { SchedulingService, WatchSessionsResponseSchema } from "@mentorship/client/v1";
import { type Call, callOf } from "@mentorship/shared/call";
import { type StreamHandler, untilTokenExpiry, withHeartbeat } from "@mentorship/shared/rpc";
import type { SchedulingContext } from "../context.ts";
import { watchSessions as watch, type WatchSessionsInput } from "../queries/watch-sessions.ts";
import { watchSessionsInput } from "./convert.ts";
import { presentSession } from "./present-session.ts";

type Answer = MessageInitShape<typeof WatchSessionsResponseSchema>;

/** `WatchSessions`. */
export const watchSessions =
  (ctx: SchedulingContext): StreamHandler<typeof SchedulingService.method.watchSessions> =>
  (request, rpc) => {
    const news = answers(ctx, callOf(rpc), watchSessionsInput(request), untilTokenExpiry(rpc));
    return withHeartbeat(news, (): Answer => ({}));
  };

async function* answers(
  ctx: SchedulingContext,
  call: Call,
  input: WatchSessionsInput,
  signal: AbortSignal,
): AsyncGenerator<Answer> {
  for await (const { sessions, goneIds, complete, asOf, coversTo } of watch(ctx, call, input, signal)) {
    yield {
      sessions: sessions.map((session) => presentSession(session, call)),
      goneSessionIds: [...goneIds],
      complete,
      asOf: timestampFromMs(asOf),
      coversToAt: timestampFromMs(coversTo),
    };
  }
}
