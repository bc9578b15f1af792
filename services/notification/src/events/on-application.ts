import type { EventHeader } from "@mentorship/client/events/v1";
import type { ApplicationFacts } from "@mentorship/client/v1";
import type { Arrived, EventMessage } from "@mentorship/shared/events";
import { noticesOfApplication } from "../domain/application-notices.ts";
import type { NoticeKind } from "../domain/notice.ts";
import { tellPeople } from "../commands/tell-people.ts";
import type { NotificationTables } from "../store/tables.ts";
import { noticesOf, promised } from "./parties.ts";

type ApplicationEvent = EventMessage & { header?: EventHeader | undefined; application?: ApplicationFacts | undefined };

/** Tells mentors what became of their applications, but for what they did themselves. */
export const onApplication =
  (kind: NoticeKind) =>
  async (arrived: readonly Arrived<NotificationTables, ApplicationEvent>[]): Promise<void> => {
    const [first] = arrived;
    if (!first) return;
    const notices = arrived.flatMap(({ event }) => {
      const application = promised(event.application, "application");
      return noticesOf(event.header, noticesOfApplication(kind, application, event.header?.actorId ?? ""));
    });
    await tellPeople(first.trx, notices);
  };
