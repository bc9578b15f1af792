import type { Trx } from "@mentorship/shared/postgres";
import type { LinkState } from "../store/load-sessions.ts";
import { putLink } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Keeps where a session's meeting link stands, as its owner tells. Older news than what is known change nothing. */
export async function keepLink(
  trx: Trx<SchedulingTables>,
  sessionId: string,
  link: { readonly state: LinkState; readonly version: number },
): Promise<void> {
  await putLink(trx, sessionId, link);
}
