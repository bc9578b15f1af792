import type { Call } from "@mentorship/shared/call";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { SessionView } from "../commands/session-view.ts";
import type { SchedulingContext } from "../context.ts";
import { type SessionAction, allowedActions } from "../domain/session-actions.ts";
import { type Session, findSession, findSessions } from "../store/load-sessions.ts";
import { findPeople, tenantZone } from "../store/people.ts";
import { findProgrammes } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { namesOfPeople } from "./names-of-people.ts";

/** A session with what is told along with it: names, the zones of its people, and what the caller may do now. */
export type DescribedSession = {
  readonly view: SessionView;
  readonly programmeName: string;
  readonly names: ReadonlyMap<string, string>;
  readonly zones: ReadonlyMap<string, string>;
  readonly allowedActions: readonly SessionAction[];
};

type Undescribed = Omit<DescribedSession, "names">;

/** Describes a session that a command has left in this state. What the caller may do follows from how it stands now. */
export async function describeOutcome(
  ctx: SchedulingContext,
  call: Call,
  view: SessionView,
): Promise<DescribedSession> {
  const described = await readTenant(ctx, call.tenantId, async (db) => {
    const now = await findSession(db, view.record.id);
    return surround(db, call, [{ view, now }]);
  });
  return (await named(ctx, call, described))[0] as DescribedSession;
}

/** The same for several, in their order. */
export async function describeOutcomes(
  ctx: SchedulingContext,
  call: Call,
  views: readonly SessionView[],
): Promise<DescribedSession[]> {
  if (views.length === 0) return [];
  const described = await readTenant(ctx, call.tenantId, async (db) => {
    const found = await findSessions(
      db,
      views.map((view) => view.record.id),
    );
    const byId = new Map(found.map((session) => [session.record.id, session]));
    return surround(
      db,
      call,
      views.map((view) => ({ view, now: byId.get(view.record.id) })),
    );
  });
  return named(ctx, call, described);
}

/** Adds to sessions as they stand in this snapshot what their rows don't hold. */
export function surroundSessions(
  db: Db<SchedulingTables>,
  call: Call,
  sessions: readonly Session[],
): Promise<Undescribed[]> {
  const asOf = db.now.getTime();
  return surround(
    db,
    call,
    sessions.map((session) => ({ view: { ...session, asOf }, now: session })),
  );
}

/** Adds the names, which are asked for outside any transaction. */
export async function named(
  ctx: SchedulingContext,
  call: Call,
  sessions: readonly Undescribed[],
): Promise<DescribedSession[]> {
  const ids = sessions.flatMap(({ view }) => view.record.participants.map((person) => person.personId));
  const names = await namesOfPeople(ctx, call, ids);
  return sessions.map((session) => ({ ...session, names }));
}

type Standing = { readonly view: SessionView; readonly now: Session | undefined };

async function surround(db: Db<SchedulingTables>, call: Call, all: readonly Standing[]): Promise<Undescribed[]> {
  const ids = [...new Set(all.flatMap(({ view }) => view.record.participants.map((person) => person.personId)))];
  const people = await findPeople(db, ids);
  const elsewhere = await tenantZone(db);
  const programmes = await findProgrammes(db, [...new Set(all.map(({ view }) => view.record.programmeId))]);
  const zones = new Map(ids.map((id) => [id, people.get(id)?.zone ?? elsewhere]));
  return all.map(({ view, now }) => ({
    view,
    zones,
    programmeName: programmes.get(view.record.programmeId)?.name ?? "",
    allowedActions: now === undefined ? [] : allowedActions(now.record, call.actor, db.now.getTime(), now.settings),
  }));
}
