import type { MessageInitShape } from "@bufbuild/protobuf";
import type { NotificationService, WatchInboxResponseSchema } from "@mentorship/client/v1";
import { type Call, callOf } from "@mentorship/shared/call";
import { type StreamHandler, untilTokenExpiry, withHeartbeat } from "@mentorship/shared/rpc";
import type { NotificationContext } from "../context.ts";
import { watchInbox as query } from "../queries/watch-inbox.ts";
import { presentNotifications } from "./present.ts";

type Answer = MessageInitShape<typeof WatchInboxResponseSchema>;

export const watchInbox = (ctx: NotificationContext): StreamHandler<typeof NotificationService.method.watchInbox> =>
  async function* (req, rpc) {
    const last: { answer: Answer } = { answer: {} };
    for await (const answer of withHeartbeat(
      answers(ctx, callOf(rpc), req.cursor, untilTokenExpiry(rpc)),
      () => last.answer,
    )) {
      const { unread = 0, cursor = "" } = answer;
      last.answer = { unread, cursor };
      yield answer;
    }
  };

/** One answer per notification; an empty one at the start where there is none, so that a caller has a cursor. */
async function* answers(
  ctx: NotificationContext,
  call: Call,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<Answer> {
  for await (const { items, unread, cursorBehind, cursor } of query(ctx, call, from, signal)) {
    if (items.length === 0) yield { unread, cursor };
    const notifications = await presentNotifications(ctx, call, items);
    for (const [index, item] of items.entries()) {
      const notification = notifications[index];
      if (notification) yield { notification, unread, cursor: cursorBehind(item) };
    }
  }
}
