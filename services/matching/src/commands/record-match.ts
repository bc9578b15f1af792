import { appendAudit } from "@mentorship/shared/audit";
import { appendOutbox, type OutboxOptions } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { Match, MatchState } from "../domain/match.ts";
import { auditFactsOf } from "../domain/match-facts.ts";
import { matchEvent } from "../events/publish.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Of more than this at once the events go as bulk: others need not wait behind them. */
const many = 200;

/** How the events of so many matches that change at once are published. */
export const inBulk = (matches: number): OutboxOptions => ({ bulk: matches > many });

/** Tells the others of a match that has come into its state, and writes the audit entry. `before` null: it is new. */
export function recordMatch(
  trx: Trx<MatchingTables>,
  match: Omit<Match, "reasons">,
  before: MatchState | null,
  options: OutboxOptions = {},
): void {
  appendOutbox(trx, [matchEvent(match)], options);
  appendAudit(trx, {
    action: `match.${match.state.toLowerCase()}`,
    entity: { type: "match", id: match.id },
    before: before === null ? null : { state: before, version: match.version - 1 },
    after: auditFactsOf(match),
    personal: textsOf(match, before),
  });
}

// Free text stands in the entry of the change that brought it, and only as a hash.
function textsOf(match: Omit<Match, "reasons">, before: MatchState | null) {
  const personId = match.menteeId;
  const { fitOverrideReason, terminatedReason } = match;
  return {
    ...(before !== null || fitOverrideReason === ""
      ? {}
      : { fit_override_reason: { personId, value: fitOverrideReason } }),
    ...(terminatedReason === "" ? {} : { terminated_reason: { personId, value: terminatedReason } }),
  };
}
