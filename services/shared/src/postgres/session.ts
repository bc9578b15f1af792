import {
  Kysely,
  PostgresDialect,
  Transaction,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from "kysely";
import type pg from "pg";

/** The Kysely of a pool. Queries that run on it belong to no transaction and to no tenant. */
export function kyselyOf<S>(pool: pg.Pool): Kysely<S> {
  return new Kysely<S>({ dialect: new PostgresDialect({ pool }) });
}

/** A Kysely transaction over a client whose transaction was opened, and will be ended, by whoever calls this. */
export function transactionOn<S>(kysely: Kysely<S>, pool: pg.Pool, client: pg.PoolClient): Transaction<S> {
  const connection = connectionOf(client);
  const dialect = new PostgresDialect({ pool });
  return new Transaction<S>({
    config: { dialect },
    dialect,
    driver: dialect.createDriver(),
    executor: kysely.getExecutor().withConnectionProvider({ provideConnection: (use) => use(connection) }),
  });
}

function connectionOf(client: pg.PoolClient): DatabaseConnection {
  // One query at a time: a client's own queue is deprecated, and parallel queries of a body would use it.
  let last: Promise<unknown> = Promise.resolve();
  return {
    executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const answer = last.then(() => client.query(query.sql, [...query.parameters]));
      last = answer.catch(() => undefined);
      return answer.then((result) => {
        const rows = result.rows as R[];
        const counted = ["INSERT", "UPDATE", "DELETE", "MERGE"].includes(result.command);
        return counted ? { rows, numAffectedRows: BigInt(result.rowCount ?? 0) } : { rows };
      });
    },
    streamQuery() {
      throw new Error("rows are read in pages, not by a cursor");
    },
  };
}

/** Sends several statements in one message and answers their results, in order. */
export async function sendAll(client: pg.PoolClient, statements: readonly string[]): Promise<pg.QueryResult[]> {
  const answer = (await client.query(statements.join(";\n"))) as unknown as pg.QueryResult | pg.QueryResult[];
  return Array.isArray(answer) ? answer : [answer];
}

/** Takes a client, and gives it back when `use` has ended; one whose transaction can't be rolled back is thrown away. */
export async function withClient<R>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<R>): Promise<R> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on("error", onError);
  try {
    return await use(client);
  } catch (error) {
    await client.query("rollback").catch((fault: Error) => {
      broken ??= fault;
    });
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}
