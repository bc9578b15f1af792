import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { type Rehearsal, startRehearsal } from "../rehearsal.ts";
import { type Scenario, scenarios, withTemporal } from "./scenarios.ts";

// node --conditions=source tests/workflows/record-histories.ts [scenario …]
// Plays scenarios on real servers and keeps the history of each. Record before and after a change of the workflow.

const folder = join(import.meta.dirname, "histories");
const tries = 3;
const print = (line: string) => process.stdout.write(`${line}\n`);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) throw new Error(`there is no scenario ${unknown.join(", ")}`);
const chosen = scenarios.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

await mkdir(folder, { recursive: true });
const rehearsal = await startRehearsal(print);
try {
  for (const scenario of chosen) {
    const workflowId = await playAtLast(rehearsal, scenario);
    const history = await withTemporal(rehearsal, async (client) => {
      const handle = client.workflow.getHandle(workflowId);
      await handle.result().catch(() => undefined);
      return handle.fetchHistory();
    });
    const json = JSON.stringify(JSON.parse(historyToJSON(history)), anonymous, 1);
    await writeFile(join(folder, `${scenario.name}.json`), `${json}\n`);
    print(`${scenario.name}: ${history.events?.length ?? 0} events`);
  }
} finally {
  await rehearsal.stop();
}

/** A run may be through before it can be disturbed: then another one is played. */
async function playAtLast(on: Rehearsal, { name, play }: Scenario): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await play(on);
    } catch (error) {
      if (attempt === tries) throw error;
      print(`${name}: once more, ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Leaves out what is of the machine that recorded. */
function anonymous(key: string, value: unknown): unknown {
  if (key === "identity") return "worker";
  // The queue of a worker's own is named after its process and machine.
  if (key === "name" && typeof value === "string" && /^\d+@/.test(value)) return "sticky";
  return key === "stackTrace" ? "" : value;
}
