import { MachineryService, NotificationService } from "@mentorship/client/v1";
import { machineryRoutes } from "@mentorship/shared/machinery";
import type { ServiceRouter } from "@mentorship/shared/rpc";
import type { NotificationContext } from "../context.ts";
import { getUnreadCount } from "./get-unread-count.ts";
import { listNotifications } from "./list-notifications.ts";
import { markNotificationsRead } from "./mark-notifications-read.ts";
import { watchInbox } from "./watch-inbox.ts";

export const routes = (ctx: NotificationContext) => (router: ServiceRouter) => {
  router.service(NotificationService, {
    listNotifications: listNotifications(ctx),
    markNotificationsRead: markNotificationsRead(ctx),
    getUnreadCount: getUnreadCount(ctx),
    watchInbox: watchInbox(ctx),
  });
  router.service(MachineryService, machineryRoutes(ctx));
};
