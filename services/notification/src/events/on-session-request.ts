import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { EventHeader } from "@mentorship/client/events/v1";
import type { SessionRequestFacts } from "@mentorship/client/v1";
import type { Arrived, EventMessage } from "@mentorship/shared/events";
import { tellPeople } from "../commands/tell-people.ts";
import type { NoticeKind } from "../domain/notice.ts";
import { noticesOfRequest } from "../domain/request-notices.ts";
import type { NotificationTables } from "../store/tables.ts";
import { noticesOf, promised } from "./parties.ts";

type RequestEvent = EventMessage & { header?: EventHeader | undefined; request?: SessionRequestFacts | undefined };

/** Tells the two of a request for a session what became of it, but for the one who did it. */
export const onSessionRequest =
  (kind: NoticeKind) =>
  async (arrived: readonly Arrived<NotificationTables, RequestEvent>[]): Promise<void> => {
    const [first] = arrived;
    if (!first) return;
    const notices = arrived.flatMap(({ event }) => {
      const request = promised(event.request, "request");
      const actorId = event.header?.actorKind === "person" ? event.header.actorId : null;
      const parties = { ...request, startsAt: timestampDate(promised(request.startsAt, "beginning")) };
      return noticesOf(event.header, noticesOfRequest(kind, parties, actorId));
    });
    await tellPeople(first.trx, notices);
  };
