import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { ApplicationPaused, ApplicationWithdrawn } from "@mentorship/client/events/v1";
import type { Trx } from "@mentorship/shared/postgres";
import { followApplication } from "../commands/follow-application.ts";
import { toApplication } from "../facts.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Ends the matches that end with a paused or withdrawn application. */
export async function onApplicationLeft(
  trx: Trx<MatchingTables>,
  { header, application }: ApplicationPaused | ApplicationWithdrawn,
): Promise<void> {
  if (!application || !header?.occurredAt) return;
  await followApplication(trx, toApplication(application), timestampDate(header.occurredAt));
}
