import type { Arrived, EventMessage } from "@mentorship/shared/events";
import type { FollowUpKind } from "../domain/match.ts";
import { noteFollowUps } from "../commands/note-follow-ups.ts";
import type { MatchingTables } from "../store/tables.ts";

type FollowUpDone = EventMessage & { readonly matchId: string; readonly count: number };

/** Notes that another service is done with matches that have ended. */
export const onFollowUpDone =
  (kind: FollowUpKind) =>
  async (arrived: readonly Arrived<MatchingTables, FollowUpDone>[]): Promise<void> => {
    const done = arrived.map(({ event }) => ({ matchId: event.matchId, count: event.count }));
    const first = arrived[0];
    if (first) await noteFollowUps(first.trx, kind, done);
  };
