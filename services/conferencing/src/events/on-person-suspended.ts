import type { PersonSuspended } from "@mentorship/client/events/v1";
import type { Trx } from "@mentorship/shared/postgres";
import { revokeLinks } from "../commands/revoke-links.ts";
import type { ConferencingTables } from "../store/tables.ts";

/** Every join link of a suspended person is revoked. */
export async function onPersonSuspended(trx: Trx<ConferencingTables>, event: PersonSuspended): Promise<void> {
  await revokeLinks(trx, event.person?.personId ?? "");
}
