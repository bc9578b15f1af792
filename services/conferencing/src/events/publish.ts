import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { MeetingJoinedSchema, MeetingLinkReadySchema, MeetingLinkRemovedSchema } from "@mentorship/client/events/v1";
import { MeetingLinkState } from "@mentorship/client/v1";
import { type OutgoingEvent, outgoing } from "@mentorship/shared/events";
import type { LinkDecision } from "../domain/link.ts";

/** What other services hear of a link that was made, moved or removed. */
export function linkEvents({ link, change }: LinkDecision): OutgoingEvent[] {
  if (change === "none") return [];
  const facts = {
    sessionId: link.sessionId,
    state: link.state === "ready" ? MeetingLinkState.READY : MeetingLinkState.REMOVED,
    scheduleVersion: BigInt(link.scheduleVersion),
    version: BigInt(link.version),
  };
  const about = { id: link.sessionId, version: link.version };
  return change === "removed"
    ? [outgoing(MeetingLinkRemovedSchema, about, { link: facts })]
    : [outgoing(MeetingLinkReadySchema, about, { link: facts })];
}

/** What other services hear of somebody who joined. */
export const joinEvents = (join: {
  readonly sessionId: string;
  readonly personId: string;
  readonly joinedAt: Date;
  readonly version: number;
}): OutgoingEvent[] => [
  outgoing(
    MeetingJoinedSchema,
    { id: join.sessionId, version: join.version },
    { sessionId: join.sessionId, personId: join.personId, joinedAt: timestampFromDate(join.joinedAt) },
  ),
];
