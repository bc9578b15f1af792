import type { NotificationService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { markNotificationsRead as command } from "../commands/mark-notifications-read.ts";
import type { NotificationContext } from "../context.ts";

export const markNotificationsRead =
  (ctx: NotificationContext): Handler<typeof NotificationService.method.markNotificationsRead> =>
  (req, rpc) =>
    command(ctx, callOf(rpc), { notificationIds: req.notificationIds });
