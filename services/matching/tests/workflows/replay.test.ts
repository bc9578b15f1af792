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
    ["a part written twice", "succeeded", /chunk < chunks/, "chunk <= chunks"],
    ["proposals that stay when they are to be replaced", "replaced", /if \(replaces\)/, "if (false)"],
    ["an outcome ignored", "programme-left-matching", /if \(written\.stop\)/, "if (false)"],
    [
      "no end after a cancellation",
      "cancelled-while-loading",
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

/** Every text of a history that a payload holds. */
async function plainTextsOf(name: string): Promise<string[]> {
  const text = await readFile(join(folder, `${name}.json`), "utf8");
  expect(text).not.toContain("Name of");
  return [...text.matchAll(/"data": "([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? "", "base64").toString("utf8"),
  );
}

describe("a history tells the run as a story: what was done with sizes and counts, how it ended, and why", () => {
  const stories: [string, string[]][] = [
    [
      "worker-killed",
      [
        "read approved mentors and waiting mentees of the programme",
        "score 20 mentors with a free seat, 1040 waiting mentees; strategy greedy, live matches stay",
        "insert part 1 of 2; so far 0 of 1040 proposals written, 0 mentees left over",
        "insert part 2 of 2; so far 520 of 1040 proposals written, 0 mentees left over",
        "finish: 1040 of 1040 proposals written, 0 mentees left over",
        "Proposed 1040 of 1040 mentees a mentor.",
        '"inputDigest":"',
      ],
    ],
    ["optimal", ["score 2 mentors with a free seat, 3 waiting mentees; strategy optimal, live matches stay"]],
    [
      "replaced",
      [
        "strategy greedy, proposals that nobody has answered are replaced",
        "end proposals that did not come out again, write what needs their seats",
        "stay as they were",
        "ended as superseded",
      ],
    ],
    [
      "no-mentors",
      ["finish: nothing came out since no mentor has a free seat, 3 mentees left over", "Approve mentors"],
    ],
    ["no-mentees", ["finish: nothing came out since no mentee waits, 0 mentees left over"]],
    [
      "no-pair-fits",
      [
        "finish: nothing came out since no pair fits, 1 mentee left over",
        '"warnings":["NO_PAIR_FITS","MENTEES_LEFT_OVER","MENTORS_IDLE"]',
        "no mentor shares a tag, the department or the decade",
      ],
    ],
    ["programme-left-before-loading", ["finish, programme left matching: nothing was scored"]],
    [
      "programme-left-matching",
      ["finish, programme left matching: 680 of 2040 proposals written, 0 mentees left over"],
    ],
    ["cancelled", ["finish, cancelled: 520 of 1040 proposals written", "This run was cancelled on request"]],
    ["cancelled-while-loading", ["finish, cancelled: nothing was scored", "This run was cancelled on request"]],
    ["cancelled-by-operator", ["finish, cancelled: ", "An operator stopped this run"]],
    ["failed", ["finish, failed: nothing was scored", "This run broke off by a fault that the logs tell"]],
  ];
  test.each(stories)("%s", async (name, wanted) => {
    const plain = await plainTextsOf(name);
    for (const words of wanted) expect(plain.filter((each) => each.includes(words))).not.toEqual([]);
  });
});

test("no history names the machine that recorded it", async () => {
  for (const name of recorded) {
    const text = [await readFile(join(folder, `${name}.json`), "utf8"), ...(await plainTextsOf(name))].join("\n");
    expect({
      name,
      found: text.match(/\d+@[\w-]+|file:\/\/|"\/[\w./-]+"|\/(?:home|tmp|work|root|usr)\/[\w./-]*/g),
    }).toEqual({ name, found: null });
  }
});
