import type { Trx } from "@mentorship/shared/postgres";
import { projectSessions, type SessionRow } from "../store/sessions.ts";
import { newestOfEach } from "./newest-of-each.ts";
import { markApplied } from "../store/sources.ts";
import type { Tables } from "../store/tables.ts";

/** Keeps what scheduling told of sessions, up to events that happened at `appliedAt`. */
export async function keepSessions(trx: Trx<Tables>, rows: readonly SessionRow[], appliedAt: Date): Promise<void> {
  await projectSessions(trx, newestOfEach(rows));
  await markApplied(trx, "scheduling", appliedAt);
}
