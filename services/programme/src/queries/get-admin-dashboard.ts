import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { type MatchCounts, noMatches, type Rates, ratesOf, type SessionCounts } from "../domain/figures.ts";
import {
  adminNotes,
  matchEnds,
  matchFigures,
  mentorFigures,
  mostListed,
  programmesInScope,
  type Scope,
  sessionFigures,
  upcomingThisWeek,
  waitingMatches,
  type WaitingRow,
} from "../store/dashboard.ts";
import { sessionsShared } from "../store/session-matches.ts";
import { namesOf } from "../store/people.ts";
import { appliedBySource } from "../store/sources.ts";
import type { Tables } from "../store/tables.ts";

/** A match that waits, with the names of its two sides; empty where the directory has none. */
export type Waiting = WaitingRow & { readonly mentorName: string; readonly menteeName: string };

/** The figures of one programme, or, where `programmeId` is null, of all together. */
export interface Figures extends Rates {
  readonly programmeId: string | null;
  readonly programmeName: string;
  readonly matches: MatchCounts;
  /** By reason, those that occurred. */
  readonly matchesEnded: Readonly<Record<string, number>>;
  readonly pendingTooLong: readonly Waiting[];
  readonly stuck: readonly Waiting[];
  readonly acceptedWithoutSession: number;
  readonly activeMentors: number;
  readonly activeMentorZones: number;
  readonly upcomingThisWeek: number;
  readonly adminNotes: number;
}

export interface Dashboard {
  readonly asOf: Date;
  readonly total: Figures | undefined;
  readonly programmes: readonly Figures[];
  readonly lag: readonly { readonly service: string; readonly appliedAt: Date | undefined; readonly pending: number }[];
}

/** The figures of one programme, or of each and in total, counted in one snapshot. Throws NOT_FOUND. */
export async function getAdminDashboard(ctx: ProgrammeContext, call: Call, scope: Scope): Promise<Dashboard> {
  // What waits is looked up before the rows are counted: what is applied in between is counted, and told as waiting at worst.
  const pending = await ctx.pendings.pending();
  return readTenant(ctx, call.tenantId, async (db) => {
    const programmes = await programmesInScope(db, scope);
    if (scope !== undefined && programmes.length === 0) throw notFound("programme", scope);
    const applied = await appliedBySource(db);
    const figuresOf = await countAll(
      db,
      scope,
      programmes.map(({ id }) => id),
    );
    return {
      asOf: db.now,
      total: scope === undefined ? figuresOf(null, "") : undefined,
      programmes: programmes.map(({ id, name }) => figuresOf(id, name)),
      lag: [...(pending ?? [])].map(([service, count]) => ({
        service,
        appliedAt: applied.get(service),
        pending: count,
      })),
    };
  });
}

type FiguresOf = (programmeId: string | null, name: string) => Figures;

/** Counts everything of a scope and answers what it comes to for one programme, or for all together. */
async function countAll(db: Db<Tables>, scope: Scope, programmeIds: readonly string[]): Promise<FiguresOf> {
  const matches = byProgramme(await matchFigures(db, scope));
  const mentors = byProgramme(await mentorFigures(db, scope));
  const upcoming = byProgramme(await upcomingThisWeek(db, scope));
  const notes = byProgramme(await adminNotes(db, scope));
  const sessions = new Map<string | null, Record<string, SessionCounts>>();
  for (const row of await sessionFigures(db, scope)) {
    sessions.set(row.programme_id, { ...sessions.get(row.programme_id), [row.modality]: row });
  }
  const shared = byProgramme(await sessionsShared(db, scope));
  const ended = new Map<string | null, Record<string, number>>();
  for (const { programme_id, end_reason, count } of await matchEnds(db, scope)) {
    ended.set(programme_id, { ...ended.get(programme_id), [end_reason]: count });
  }
  const pending = await waitingMatches(db, "PROPOSED", programmeIds);
  const stuck = await waitingMatches(db, "ACCEPTED_BY_MENTOR", programmeIds);
  const ids = [...pending, ...stuck].flatMap(({ mentor_id, mentee_id }) => [mentor_id, mentee_id]);
  const names = await namesOf(db, [...new Set(ids)]);
  // The oldest of all together are among the oldest of each.
  const waitingOf = (rows: readonly WaitingRow[], id: string | null): Waiting[] =>
    rows
      .filter((row) => id === null || row.programme_id === id)
      .slice(0, mostListed)
      .map((row) => ({
        ...row,
        mentorName: names.get(row.mentor_id) ?? "",
        menteeName: names.get(row.mentee_id) ?? "",
      }));
  return (programmeId, programmeName) => {
    const counts = matches.get(programmeId) ?? noMatches;
    return {
      programmeId,
      programmeName,
      matches: counts,
      matchesEnded: ended.get(programmeId) ?? {},
      ...ratesOf(counts, sessions.get(programmeId) ?? {}, shared.get(programmeId)?.count ?? 0),
      pendingTooLong: waitingOf(pending, programmeId),
      stuck: waitingOf(stuck, programmeId),
      acceptedWithoutSession: mentors.get(programmeId)?.accepted_without_session ?? 0,
      activeMentors: mentors.get(programmeId)?.active_mentors ?? 0,
      activeMentorZones: mentors.get(programmeId)?.active_mentor_zones ?? 0,
      upcomingThisWeek: upcoming.get(programmeId)?.count ?? 0,
      adminNotes: notes.get(programmeId)?.count ?? 0,
    };
  };
}

const byProgramme = <T extends { readonly programme_id: string | null }>(rows: readonly T[]): Map<string | null, T> =>
  new Map(rows.map((row) => [row.programme_id, row]));
