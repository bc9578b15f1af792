import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { NotificationKind, type NotificationSchema } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import { DateTime } from "luxon";
import type { NotificationContext } from "../context.ts";
import { linkOf } from "../domain/links.ts";
import { sentenceOf } from "../domain/sentences.ts";
import { topics } from "../domain/topics.ts";
import { readerAround } from "../queries/reader-around.ts";
import type { InboxItem } from "../store/inbox.ts";

/** Notifications as their reader sees them: with the names as they are now and times on the reader's wall clock. */
export async function presentNotifications(
  ctx: NotificationContext,
  call: Call,
  items: readonly InboxItem[],
): Promise<MessageInitShape<typeof NotificationSchema>[]> {
  if (items.length === 0) return [];
  const [names, { reader, programmes }] = await Promise.all([
    ctx.people.namesOf(
      call,
      items.flatMap(({ about_person_id }) => about_person_id ?? []),
    ),
    readerAround(ctx, call, items),
  ]);
  const clock = wallClock(reader.zone);
  return items.map((item) => ({
    notificationId: item.notification_id,
    kind: NotificationKind[item.kind],
    topic: topics[item.kind],
    text: sentenceOf(item.kind, item.part, {
      name: names.get(item.about_person_id ?? "") ?? "Somebody",
      programme: programmes.get(item.programme_id)?.name ?? "your programme",
      at: item.starts_at ? clock(item.starts_at) : "",
    }),
    linkUrl: linkOf(reader.frontEndUrl, { matchId: item.match_id, sessionId: item.session_id, part: item.part }),
    programmeId: item.programme_id,
    matchId: item.match_id ?? "",
    sessionId: item.session_id ?? "",
    createdAt: timestampFromDate(item.occurred_at),
    ...(item.read_at ? { readAt: timestampFromDate(item.read_at) } : {}),
  }));
}

/** Shows an instant such as `Tue, 24 Nov 2026, 10:00 (Europe/Berlin)`. */
const wallClock =
  (zone: string) =>
  (at: Date): string =>
    `${DateTime.fromJSDate(at, { zone }).setLocale("en-GB").toFormat("ccc, d LLL yyyy, HH:mm")} (${zone})`;
