import { Client, Connection } from "@temporalio/client";
import type { Stage } from "./stage.ts";

/** Reads workflows' histories as an operator does, and tells the words that stand in them. */
export async function tellHistories(stage: Stage, workflowIds: readonly string[]): Promise<void> {
  const { temporalAddress, temporalNamespace } = stage.platform;
  const connection = await Connection.connect({ address: temporalAddress, connectTimeout: "5s" });
  try {
    const client = new Client({ connection, namespace: temporalNamespace });
    for (const workflowId of workflowIds) {
      const handle = client.workflow.getHandle(workflowId);
      const [{ status }, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
      const words = (history.events ?? []).flatMap((event) => wordsOf(event.userMetadata?.summary?.data));
      stage.story.tell(`${workflowId} (${status.name.toLowerCase()}, ${history.events?.length} events):`);
      for (const line of words) stage.story.tell(`   · ${line}`);
      stage.story.claim("the history tells what was done and waited for", words.length > 2, words);
    }
  } finally {
    await connection.close();
  }
}

/** The text of a summary, which travels as JSON. */
function wordsOf(data: Uint8Array | null | undefined): string[] {
  return data ? [String(JSON.parse(Buffer.from(data).toString("utf8")))] : [];
}
