import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { NotificationContext } from "../context.ts";
import { counterOf, type InboxItem, itemsAfter } from "../store/inbox.ts";

/** What came, how many are unread then, and the cursors to resume from: behind each item, and behind them all. */
export interface InboxNews {
  readonly items: readonly InboxItem[];
  readonly unread: number;
  readonly cursorBehind: (item: InboxItem) => string;
  readonly cursor: string;
}

const batch = 100;

/**
 * The caller's notifications after the cursor and then as they come, until the signal aborts. Begins at once with what there is, also when
 * that is nothing, so that a caller has a cursor. Throws PAGE_TOKEN_INVALID for a cursor of somebody else.
 */
export async function* watchInbox(
  ctx: NotificationContext,
  call: Call,
  cursor: string,
  signal: AbortSignal,
): AsyncGenerator<InboxNews> {
  const personId = call.actor.id;
  const query = { watch: "inbox", tenant: call.tenantId, person: personId };
  let position = decodePageToken<number>(query, cursor);
  let first = true;
  const watch = ctx.inboxes.watch(call.tenantId, personId);
  try {
    while (!signal.aborted) {
      const news = await readTenant(ctx, call.tenantId, async (db) => {
        const counter = await counterOf(db, personId);
        const after = position ?? counter.position;
        return { counter, after, items: after < counter.position ? await itemsAfter(db, personId, after, batch) : [] };
      });
      position = news.items.at(-1)?.position ?? news.after;
      if (first || news.items.length > 0) {
        const cursorBehind = (item: InboxItem) => encodePageToken(query, item.position);
        yield {
          items: news.items,
          unread: news.counter.unread,
          cursorBehind,
          cursor: encodePageToken(query, position),
        };
      }
      first = false;
      if (news.items.length < batch) await watch.changed(position, signal);
    }
  } finally {
    watch.stop();
  }
}
