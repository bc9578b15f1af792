import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Connection } from "@temporalio/client";
import { settle } from "../processes/index.ts";
import { repositoryRoot } from "./repository.ts";

/** What the platform needs of a Temporal server: `deploy/temporal/setup.json`. */
export interface TemporalSetup {
  namespace: string;
  retentionDays: number;
  /** Name → type, such as `Keyword`. */
  searchAttributes: Record<string, "Keyword">;
}

// temporal.api.enums.v1.IndexedValueType
const INDEXED_VALUE_TYPES = { Keyword: 2 } as const;
const ALREADY_EXISTS = 6;

/** The set-up that production uses too. */
export async function readTemporalSetup(): Promise<TemporalSetup> {
  return JSON.parse(
    await readFile(join(repositoryRoot(), "deploy", "temporal", "setup.json"), "utf8"),
  ) as TemporalSetup;
}

/** Whether the server at `address` answers for `namespace`. */
export async function isServing(address: string, namespace: string): Promise<boolean> {
  return withConnection(address, async (connection) => {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  }).catch(() => false);
}

/**
 * Creates the namespace and the search attributes of `setup` where they are missing, and waits until both can be
 * used (a cluster takes some seconds to let all its nodes know). Safe to run by several at once.
 */
export async function ensureTemporal(address: string, setup: TemporalSetup): Promise<void> {
  await withConnection(address, async (connection) => {
    await ensureNamespace(connection, setup);
    const missing = async (): Promise<string[]> => {
      const listed = await connection.operatorService.listSearchAttributes({ namespace: setup.namespace });
      return Object.keys(setup.searchAttributes).filter((name) => !(name in (listed.customAttributes ?? {})));
    };
    const names = await settle(missing, { timeoutMs: 30_000, what: `namespace ${setup.namespace} to be known` });
    if (names.length === 0) return;
    await connection.operatorService.addSearchAttributes({
      namespace: setup.namespace,
      searchAttributes: Object.fromEntries(
        names.map((name) => [name, INDEXED_VALUE_TYPES[setup.searchAttributes[name] ?? "Keyword"]]),
      ),
    });
    await settle(async () => (await missing()).length === 0, { timeoutMs: 30_000, what: "the search attributes" });
  });
}

async function ensureNamespace(connection: Connection, setup: TemporalSetup): Promise<void> {
  const { namespace, retentionDays } = setup;
  const seconds = retentionDays * 24 * 60 * 60;
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description: "The mentorship platform.",
      workflowExecutionRetentionPeriod: { seconds: seconds as never },
    });
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  }
  const describe = (): Promise<unknown> => connection.workflowService.describeNamespace({ namespace });
  await settle(describe, { timeoutMs: 30_000, what: `namespace ${namespace}` });
}

async function withConnection<T>(address: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address, connectTimeout: "3s" });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}
