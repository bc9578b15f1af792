import type { Trx } from "@mentorship/shared/postgres";
import { projectNote, type WrittenNote } from "../store/notes.ts";
import { markApplied } from "../store/sources.ts";
import type { Tables } from "../store/tables.ts";

/** Keeps which notes were written, up to events that happened at `appliedAt`. */
export async function keepNotes(trx: Trx<Tables>, notes: readonly WrittenNote[], appliedAt: Date): Promise<void> {
  for (const note of notes) await projectNote(trx, note);
  await markApplied(trx, "scheduling", appliedAt);
}
