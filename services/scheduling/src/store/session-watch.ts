import { every, type Loop } from "@mentorship/shared/clock";
import { type DataContext, type Db, readTenant } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Instant } from "../domain/time/instant.ts";
import type { SchedulingTables } from "./tables.ts";

/** How often open streams look for news, in real milliseconds: one statement per tenant with streams, however many streams there are. */
const lookMs = 500;

/** The sessions of a person that begin in a span, `[from, to)`. */
export type WatchedSpan = { readonly personId: string; readonly from: Instant; readonly to: Instant };

/** What a stream knows: its sessions as `markOf` tells of them, and when time alone changes something of them (null: never). */
export type Known = { readonly mark: string; readonly until: Instant | null };

export interface SessionWatches {
  /** Resolves when something of the span is no longer as is known, when the moment has come, or when the signal aborts. */
  changed(tenantId: string, span: WatchedSpan, known: Known, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly tenantId: string;
  readonly span: WatchedSpan;
  readonly known: Known;
  readonly wake: () => void;
}

/** Watches the sessions that somebody streams. It looks at the rows, so no news can be lost, and any number of processes may write them. */
export function createSessionWatches(ctx: DataContext<SchedulingTables>): SessionWatches {
  const waiting = new Set<Waiting>();
  const look = async (): Promise<void> => {
    for (const [tenantId, streams] of Map.groupBy(waiting, (stream) => stream.tenantId)) {
      const { now, marks } = await readTenant(ctx, tenantId, async (db) => ({
        now: db.now.getTime(),
        marks: await marksOf(
          db,
          streams.map(({ span }) => span),
        ),
      }));
      for (const [index, { known, wake }] of streams.entries()) {
        if (marks[index] !== known.mark || (known.until !== null && known.until <= now)) wake();
      }
    }
  };
  const loop: Loop = every(lookMs, look, { name: "session watch", log: ctx.data.log });
  return {
    changed: (tenantId, span, known, signal) =>
      new Promise<void>((resolve) => {
        const done = (): void => {
          waiting.delete(mine);
          signal.removeEventListener("abort", done);
          resolve();
        };
        const mine: Waiting = { tenantId, span, known, wake: done };
        waiting.add(mine);
        signal.addEventListener("abort", done, { once: true });
        if (signal.aborted) done();
      }),
    stop: () => loop.stop(),
  };
}

/** A text that is another one when a session of the span has changed, came into it or left it. */
export const markOf = async (db: Db<SchedulingTables>, span: WatchedSpan): Promise<string> =>
  (await marksOf(db, [span]))[0] ?? "";

async function marksOf(db: Db<SchedulingTables>, spans: readonly WatchedSpan[]): Promise<string[]> {
  const asked = spans.map(({ personId, from, to }, place) => ({
    place,
    person_id: personId,
    from_at: new Date(from),
    to_at: new Date(to),
  }));
  const { rows } = await sql<{ mark: string }>`
    select (select coalesce(sum(hashtextextended(session.id || ' ' || session.version, 0)::numeric), 0)
        from session_participant as taking
        join session on session.tenant_id = taking.tenant_id and session.id = taking.session_id
        where taking.tenant_id = ${db.tenantId} and taking.person_id = asked.person_id and taking.kind = 'session'
          and session.starts_at >= asked.from_at and session.starts_at < asked.to_at)::text as mark
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      as asked(place int4, person_id text, from_at timestamptz, to_at timestamptz)
    order by asked.place`.execute(db.sql);
  return rows.map((row) => row.mark);
}
