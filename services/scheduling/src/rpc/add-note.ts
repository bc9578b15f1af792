import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { addNote as write } from "../commands/add-note.ts";
import type { SchedulingContext } from "../context.ts";
import { describeNote } from "../queries/list-notes.ts";
import { addNoteInput } from "./convert.ts";
import { presentNote } from "./present-note.ts";

/** `AddNote`. */
export const addNote =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.addNote> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const noteId = await write(ctx, call, addNoteInput(request));
    return { note: presentNote(await describeNote(ctx, call, noteId)) };
  };
