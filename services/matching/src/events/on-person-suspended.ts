import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { PersonSuspended } from "@mentorship/client/events/v1";
import type { Trx } from "@mentorship/shared/postgres";
import { followSuspension } from "../commands/follow-suspension.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Ends the person's unanswered matches. */
export async function onPersonSuspended(trx: Trx<MatchingTables>, { header, person }: PersonSuspended): Promise<void> {
  if (!person || !header?.occurredAt) return;
  await followSuspension(trx, person.personId, timestampDate(header.occurredAt));
}
