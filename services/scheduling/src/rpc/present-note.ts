import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { NoteSchema } from "@mentorship/client/v1";
import type { DescribedNote } from "../queries/list-notes.ts";
import { visibilities } from "../words.ts";

export function presentNote({ note, text, authorName }: DescribedNote): MessageInitShape<typeof NoteSchema> {
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
  };
}
