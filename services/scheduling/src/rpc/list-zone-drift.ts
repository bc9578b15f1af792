import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { listZoneDrift as list } from "../queries/list-zone-drift.ts";
import { presentSession, wallTime } from "./present-session.ts";

/** `ListZoneDrift`. */
export const listZoneDrift =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.listZoneDrift> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { pageSize, pageToken } = request;
    const { drifts, zoneData, nextPageToken } = await list(ctx, call, { pageSize, pageToken });
    return {
      drifts: drifts.map(({ session, drift }) => {
        const { record } = session.view;
        return {
          session: presentSession(session, call),
          bookedUnder: record.zoneDataVersion,
          shows: wallTime(drift.shows, record.startsAt, record.zone),
          wallTimeAt: drift.wallTimeAt.map((at) => timestampFromMs(at)),
        };
      }),
      zoneData,
      nextPageToken,
    };
  };
