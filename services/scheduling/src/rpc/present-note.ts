import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ActionItemSchema, NoteSchema } from "@mentorship/client/v1";
import type { DescribedItem, DescribedNote } from "../queries/list-notes.ts";
import { visibilities } from "../words.ts";

export function presentNote({ note, text, authorName, items }: DescribedNote): MessageInitShape<typeof NoteSchema> {
  return {
    noteId: note.id,
    sessionId: note.sessionId,
    authorId: note.authorId,
    authorName,
    visibility: visibilities[note.visibility],
    text,
    createdAt: timestampFromDate(note.createdAt),
    supersedesNoteId: note.supersedesId ?? "",
    supersededByNoteId: note.supersededById ?? "",
    aboutPersonId: note.aboutPersonId ?? "",
    actionItems: items.map(presentActionItem),
  };
}

export function presentActionItem({ item, ownerName }: DescribedItem): MessageInitShape<typeof ActionItemSchema> {
  return {
    actionItemId: item.id,
    text: item.text,
    ownerId: item.ownerId,
    ownerName,
    dueOn: item.dueOn ?? "",
    done: item.done !== null,
    ...(item.done === null ? {} : { doneAt: timestampFromDate(item.done.at), doneBy: item.done.by }),
  };
}
