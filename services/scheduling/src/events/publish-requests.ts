import {
  SessionRequestConfirmedSchema,
  SessionRequestEndedSchema,
  SessionRequestLapsedSchema,
  SessionRequestRefusedSchema,
  SessionRequestWithdrawnSchema,
  SessionRequestedSchema,
} from "@mentorship/client/events/v1";
import { outgoing, type OutgoingEvent } from "@mentorship/shared/events";
import type { SessionRequestRecord } from "../domain/session-request.ts";
import { sessionRequestFacts } from "../facts-of-requests.ts";

/** The event of a request, by the state that it has come to. */
export function sessionRequestEvent(request: SessionRequestRecord): OutgoingEvent {
  const of = { id: request.id, version: request.version };
  const body = { request: sessionRequestFacts(request) };
  switch (request.state) {
    case "pending":
      return outgoing(SessionRequestedSchema, of, body);
    case "confirmed":
      return outgoing(SessionRequestConfirmedSchema, of, body);
    case "refused":
      return outgoing(SessionRequestRefusedSchema, of, body);
    case "withdrawn":
      return outgoing(SessionRequestWithdrawnSchema, of, body);
    case "lapsed":
      return outgoing(SessionRequestLapsedSchema, of, body);
    case "ended":
      return outgoing(SessionRequestEndedSchema, of, body);
  }
}
