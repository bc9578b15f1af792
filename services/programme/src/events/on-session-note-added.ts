import type { SessionNoteAdded } from "@mentorship/client/events/v1";
import type { Arrived } from "@mentorship/shared/events";
import { keepNotes } from "../commands/keep-notes.ts";
import { newestApplied } from "./newest-applied.ts";
import { noteOf } from "./rows-of-facts.ts";
import type { Tables } from "../store/tables.ts";

/** A note was written; its text is not told. */
export async function onSessionNoteAdded(arrived: readonly Arrived<Tables, SessionNoteAdded>[]): Promise<void> {
  const [first] = arrived;
  if (!first) return;
  await keepNotes(
    first.trx,
    arrived.map(({ event }) => noteOf(event)),
    newestApplied(arrived),
  );
}
