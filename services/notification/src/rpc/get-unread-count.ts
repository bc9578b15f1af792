import type { NotificationService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { NotificationContext } from "../context.ts";
import { getUnreadCount as query } from "../queries/get-unread-count.ts";

export const getUnreadCount =
  (ctx: NotificationContext): Handler<typeof NotificationService.method.getUnreadCount> =>
  async (_req, rpc) => ({ unread: await query(ctx, callOf(rpc)) });
