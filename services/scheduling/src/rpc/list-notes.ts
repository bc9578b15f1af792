import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { listNotes as list } from "../queries/list-notes.ts";
import { listNotesInput } from "./convert.ts";
import { presentNote } from "./present-note.ts";

/** `ListNotes`. */
export const listNotes =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.listNotes> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { notes, nextPageToken } = await list(ctx, call, listNotesInput(request));
    return { notes: notes.map(presentNote), nextPageToken };
  };
