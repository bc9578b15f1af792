import type { EventHeader } from "@mentorship/client/events/v1";
import type { SessionFacts } from "@mentorship/client/v1";
import type { Arrived, EventMessage } from "@mentorship/shared/events";
import type { NoticeKind } from "../domain/notice.ts";
import { noticesOfSession } from "../domain/session-notices.ts";
import { tellPeople } from "../commands/tell-people.ts";
import type { NotificationTables } from "../store/tables.ts";
import { noticesOf, sessionParties } from "./parties.ts";

type SessionEvent = EventMessage & { header?: EventHeader | undefined; session?: SessionFacts | undefined };

/** Tells the participants of sessions, but for the one who did it. */
export const onSession =
  (kind: NoticeKind) =>
  async (arrived: readonly Arrived<NotificationTables, SessionEvent>[]): Promise<void> => {
    const [first] = arrived;
    if (!first) return;
    const notices = arrived.flatMap(({ event }) => {
      const actorId = event.header?.actorKind === "person" ? event.header.actorId : null;
      return noticesOf(event.header, noticesOfSession(kind, sessionParties(event.session), actorId));
    });
    await tellPeople(first.trx, notices);
  };
