import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { NotificationContext } from "../context.ts";
import type { InboxItem } from "../store/inbox.ts";
import { programmesById } from "../store/programmes.ts";
import { readerOf } from "../store/readers.ts";

/** What it takes to show notifications to the caller: their zone, their front end, and the names of the programmes by id. */
export function readerAround(ctx: NotificationContext, call: Call, items: readonly InboxItem[]) {
  return readTenant(ctx, call.tenantId, async (db) => ({
    reader: await readerOf(db, call.actor.id),
    programmes: await programmesById(
      db,
      items.map(({ programme_id }) => programme_id),
    ),
  }));
}
