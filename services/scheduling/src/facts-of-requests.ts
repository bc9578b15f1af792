import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { SessionRequestAction, type SessionRequestFactsSchema, SessionRequestState } from "@mentorship/client/v1";
import type { RequestState, SessionRequestRecord } from "./domain/session-request.ts";

/** The states of a request as the contract's values. */
export const requestStates: Readonly<Record<RequestState, SessionRequestState>> = {
  pending: SessionRequestState.PENDING,
  confirmed: SessionRequestState.CONFIRMED,
  refused: SessionRequestState.REFUSED,
  withdrawn: SessionRequestState.WITHDRAWN,
  lapsed: SessionRequestState.LAPSED,
  ended: SessionRequestState.ENDED,
};

/** What people may do with a request, as the contract's values. */
export const requestActions = {
  confirm: SessionRequestAction.CONFIRM,
  refuse: SessionRequestAction.REFUSE,
  withdraw: SessionRequestAction.WITHDRAW,
} as const;

/** What others are told of a request. */
export function sessionRequestFacts(request: SessionRequestRecord): MessageInitShape<typeof SessionRequestFactsSchema> {
  return {
    sessionRequestId: request.id,
    programmeId: request.programmeId,
    matchId: request.matchId,
    mentorId: request.mentorId,
    menteeId: request.menteeId,
    state: requestStates[request.state],
    startsAt: timestampFromMs(request.startsAt),
    endsAt: timestampFromMs(request.endsAt),
    sessionId: request.sessionId ?? "",
    version: BigInt(request.version),
  };
}
