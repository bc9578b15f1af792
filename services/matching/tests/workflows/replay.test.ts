import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from "@temporalio/worker";
import { scenarios } from "./scenarios.ts";

const folder = join(import.meta.dirname, "histories");
const workflows = join(import.meta.dirname, "../../src/workflows");

interface RecordedHistory {
  events: {
    eventType: string;
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
    workflowTaskCompletedEventAttributes?: { sdkMetadata?: { coreUsedFlags?: number[]; langUsedFlags?: number[] } };
  }[];
}
const historyOf = async (name: string): Promise<RecordedHistory> =>
  JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")) as RecordedHistory;

let recorded: string[] = [];
let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  const quiet = { logging: { filter: { core: "ERROR", other: "ERROR" } } } as const;
  Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [], telemetryOptions: quiet });
  recorded = (await readdir(folder)).filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
  bundle = await bundleWorkflowCode({ workflowsPath: join(workflows, "index.ts"), logger: new DefaultLogger("ERROR") });
}, 60_000);

/** Replays with a bundle; answers the fault that it found, if any. */
async function replay(code: { code: string }, history: RecordedHistory): Promise<string> {
  try {
    await Worker.runReplayHistory({ workflowBundle: code }, history);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("every scenario has a recorded history, and every history a scenario", () => {
  expect(recorded.length).toBeGreaterThan(0);
  expect(recorded.toSorted()).toEqual(scenarios.map(({ name }) => name).toSorted());
});

describe("recorded histories", () => {
  test.each(scenarios.map(({ name }) => name))("%s replays with the workflow as it is now", async (name) => {
    expect(await replay(bundle, await historyOf(name))).toBe("");
  });

  test.each(scenarios.map(({ name }) => name))(
    "%s carries the flags without which a replay compares nothing",
    async (name) => {
      const { events } = await historyOf(name);
      const flags = events.flatMap(
        (event) => event.workflowTaskCompletedEventAttributes?.sdkMetadata?.coreUsedFlags ?? [],
      );
      expect(flags.length).toBeGreaterThan(0);
    },
  );
});

describe("a change of the workflow is caught", () => {
  const changes: [string, string, RegExp, string][] = [
    ["another activity", "succeeded", /"scoreRun"/, '"scoreAgain"'],
    ["a part written twice", "succeeded", /chunk < scored\.chunks/, "chunk <= scored.chunks"],
    ["an outcome ignored", "programme-left-matching", /if \(written\.stop\)/, "if (false)"],
    [
      "no end after a cancellation",
      "cancelled",
      /isCancellation\)\(error\) \? "CANCELLED"/,
      "isCancellation)(error) ? (() => { throw error; })()",
    ],
  ];
  test.each(changes)("%s", async (_what, scenario, from, to) => {
    const changed = bundle.code.replace(from, to);
    expect(changed).not.toBe(bundle.code);
    expect(await replay({ code: changed }, await historyOf(scenario))).toMatch(/TMPRL1100|[Nn]ondeterminism/);
  });
});

test("a history tells the run as a story: what was done with summaries, and how it ended in counts and words", async () => {
  const text = await readFile(join(folder, "worker-killed.json"), "utf8");
  const plain = [...text.matchAll(/"data": "([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? "", "base64").toString("utf8"),
  );
  for (const words of [
    "read mentors and mentees of the programme",
    "score 24 mentors for 2300 mentees",
    "insert part 3 of 5",
    "finish: every proposal is written",
    "Proposed 2300 of 2300 mentees a mentor.",
  ]) {
    expect(plain.some((each) => each.includes(words))).toBe(true);
  }
  expect(text).not.toContain("Name of");
});
