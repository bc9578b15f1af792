import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type ConferencingService, MeetingLinkState } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { joinSession } from "../commands/join-session.ts";
import type { ConferencingContext } from "../context.ts";
import { assertLinked, joinWindow } from "../domain/join-window.ts";
import { joinUrl, roomUrl } from "../join/urls.ts";
import { ownLink } from "../commands/own-link.ts";

export const getJoinLink =
  (ctx: ConferencingContext): Handler<typeof ConferencingService.method.getJoinLink> =>
  async ({ sessionId, join }, rpc) => {
    const call = callOf(rpc);
    const personId = call.actor.id;
    const { link, generation } = await ownLink(ctx, call, sessionId);
    assertLinked(link);
    const joined = join ? await joinSession(ctx, call, { sessionId, personId }) : null;
    const { opensAt, closesAt } = joinWindow(link);
    return {
      joinUrl: joinUrl(ctx, { tenantId: call.tenantId, sessionId, personId, generation }),
      linkState: MeetingLinkState.READY,
      opensAt: timestampFromDate(opensAt),
      closesAt: timestampFromDate(closesAt),
      roomUrl: joined ? roomUrl(ctx, joined.room) : "",
    };
  };
