import type { NotificationService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { NotificationContext } from "../context.ts";
import { listNotifications as query } from "../queries/list-notifications.ts";
import { presentNotifications } from "./present.ts";

export const listNotifications =
  (ctx: NotificationContext): Handler<typeof NotificationService.method.listNotifications> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const { items, nextPageToken } = await query(ctx, call, req);
    return { notifications: await presentNotifications(ctx, call, items), nextPageToken };
  };
