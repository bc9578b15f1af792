import type { SessionFacts } from "@mentorship/client/v1";
import type { EventMessage } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import { followSession } from "../commands/follow-session.ts";
import { linkedSession } from "../facts.ts";
import type { ConferencingTables } from "../store/tables.ts";

/** Follows whatever happens to a session with its link. */
export async function onSession(
  trx: Trx<ConferencingTables>,
  event: EventMessage & { session?: SessionFacts | undefined },
): Promise<void> {
  if (!event.session) throw new Error("the event has no session");
  await followSession(trx, linkedSession(event.session));
}
