import pg from "pg";
import { settle, type World } from "../../src/testing/index.ts";

/** Locks that a test holds, so that whoever needs them stands still in the middle of its transaction. */
export interface Hold {
  /** Waits until somebody stands still for it. */
  reached(): Promise<void>;
  /** Lets everybody go on. */
  release(): Promise<void>;
}

/** Runs a locking statement (`… for update`, `lock table …`) as superuser and keeps its locks. */
export async function hold(world: World, statement: string, params: readonly unknown[] = []): Promise<Hold> {
  const client = new pg.Client(world.database.adminUrl);
  await client.connect();
  await client.query("begin");
  await client.query(statement, [...params]);
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const waiting = "select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))";
  return {
    async reached() {
      const look = async () => (await world.sql(waiting, [rows[0]?.pid])).length > 0;
      await settle(look, { what: `somebody who waits for: ${statement}`, timeoutMs: 30_000 });
    },
    async release() {
      await client.query("rollback");
      await client.end();
    },
  };
}
