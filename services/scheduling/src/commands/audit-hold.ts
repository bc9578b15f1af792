import { appendAudit } from "@mentorship/shared/audit";
import type { Trx } from "@mentorship/shared/postgres";
import type { Hold } from "../domain/hold.ts";
import { formatInstant } from "../domain/time/instant.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Writes down what became of a hold. `ended`: its match ended, one of the two was suspended, or the programme was completed. */
export function auditHold(
  trx: Trx<SchedulingTables>,
  what: "placed" | "released" | "replaced" | "booked" | "lapsed" | "ended",
  hold: Hold,
): void {
  const facts = {
    holder_id: hold.holderId,
    programme_id: hold.programmeId,
    match_id: hold.matchId,
    starts_at: formatInstant(hold.startsAt),
    ends_at: formatInstant(hold.endsAt),
    expires_at: formatInstant(hold.expiresAt),
  };
  appendAudit(trx, {
    action: `hold.${what}`,
    entity: { type: "hold", id: hold.id },
    before: what === "placed" ? null : facts,
    after: what === "placed" ? facts : null,
  });
}
