import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { NotificationContext } from "../context.ts";
import { type InboxItem, itemsBefore } from "../store/inbox.ts";

/** A page of the caller's notifications, the newest first. */
export async function listNotifications(
  ctx: NotificationContext,
  call: Call,
  input: { readonly unreadOnly: boolean; readonly pageSize: number; readonly pageToken: string },
): Promise<{ items: InboxItem[]; nextPageToken: string }> {
  const query = { list: "notifications", tenant: call.tenantId, person: call.actor.id, unreadOnly: input.unreadOnly };
  const limit = pageSize(input.pageSize);
  const before = decodePageToken<number>(query, input.pageToken) ?? null;
  const found = await readTenant(ctx, call.tenantId, (db) =>
    itemsBefore(db, call.actor.id, { before, limit: limit + 1, unreadOnly: input.unreadOnly }),
  );
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextPageToken: found.length > limit && last ? encodePageToken(query, last.position) : "" };
}
