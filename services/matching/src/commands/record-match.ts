import { appendAudit } from "@mentorship/shared/audit";
import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { Match, MatchState } from "../domain/match.ts";
import { auditFactsOf } from "../domain/match-facts.ts";
import { matchEvent } from "../events/publish.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Tells the others of a match that has come into its state, and writes the audit entry. `before` null: it is new. */
export function recordMatch(trx: Trx<MatchingTables>, match: Omit<Match, "reasons">, before: MatchState | null): void {
  appendOutbox(trx, [matchEvent(match)]);
  appendAudit(trx, {
    action: `match.${match.state.toLowerCase()}`,
    entity: { type: "match", id: match.id },
    before: before === null ? null : { state: before, version: match.version - 1 },
    after: auditFactsOf(match),
    ...(match.terminatedReason === ""
      ? {}
      : { personal: { terminated_reason: { personId: match.menteeId, value: match.terminatedReason } } }),
  });
}
