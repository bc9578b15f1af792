import { type MarkNotificationsReadResponse, NotificationService } from "@mentorship/client/v1";
import { type Cohort, MENTOR } from "./cohort.ts";
import { lasting, type Target, type TargetRow, usedUp } from "./target.ts";

const { method } = NotificationService;

/** The mentor's inbox is their own in whichever role they come. */
const ofMentor = <Request>(request: Request, shows?: string): Target<Request> => ({
  request,
  mentor: MENTOR,
  mentee: MENTOR,
  by: ["mentor", MENTOR],
  ...(shows === undefined ? {} : { shows }),
});

async function cursorOf({ here }: Cohort): Promise<string> {
  const { notification } = await here.as("mentor", MENTOR);
  for await (const { cursor } of notification.watchInbox({})) return cursor;
  throw new Error("the stream of the inbox ended without an answer");
}

export const inboxTargets: readonly TargetRow[] = [
  lasting(method.listNotifications, async ({ unread }) => {
    const { notificationId } = await unread();
    return ofMentor({ pageSize: 200 }, notificationId);
  }),
  usedUp(
    method.markNotificationsRead,
    async ({ unread }) => ofMentor({ notificationIds: [(await unread()).notificationId] }),
    { refusal: (answer) => ((answer as MarkNotificationsReadResponse).marked === 1 ? "" : "NOT_FOUND") },
  ),
  lasting(method.getUnreadCount, () => ofMentor({})),
  lasting(method.watchInbox, () => ofMentor({}), { of: "what comes" }),
  lasting(method.watchInbox, async (cohort) => ofMentor({ cursor: await cursorOf(cohort) }), {
    of: "what came since the mentor's cursor",
  }),
];
