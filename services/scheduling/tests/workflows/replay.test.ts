import { mkdtemp, readFile, readdir, rm, writeFile, cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "@jest/globals";
import { bundleWorkflowCode, DefaultLogger, Worker } from "@temporalio/worker";
import { SCENARIOS, WAKES } from "./scenarios.ts";

const folder = fileURLToPath(new URL("./histories/", import.meta.url));
const workflows = fileURLToPath(new URL("../../src/workflows/", import.meta.url));
const logger = new DefaultLogger("ERROR");

let code: string;
beforeAll(async () => {
  code = (await bundleWorkflowCode({ workflowsPath: join(workflows, "index.ts"), logger })).code;
}, 120_000);

const historyOf = async (scenario: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, `${scenario}.json`), "utf8"));
const replay = async (bundle: string, scenario: string): Promise<void> =>
  Worker.runReplayHistory(
    { workflowBundle: { code: bundle } },
    (await historyOf(scenario)) as never,
    `session/${scenario}`,
  );

test("every scenario has a recorded history, and every recorded history a scenario", async () => {
  const recorded = (await readdir(folder)).map((file) => file.replace(/\.json$/, ""));
  expect(recorded.toSorted()).toEqual([...SCENARIOS].sort());
});

test.each(SCENARIOS)(
  "the recorded history of %s replays",
  async (scenario) => {
    const { events } = (await historyOf(scenario)) as { events: unknown[] };
    expect(events.length).toBeGreaterThan(5);
    await replay(code, scenario);
  },
  60_000,
);

/** What a recorded history holds of timers and signals. */
type Recorded = {
  readonly eventId: string;
  readonly eventType: string;
  readonly userMetadata?: { readonly summary?: { readonly data?: string } };
  readonly timerFiredEventAttributes?: { readonly startedEventId: string };
  readonly timerCanceledEventAttributes?: { readonly startedEventId: string };
};

test.each(WAKES)(
  "a timer of %s stands recorded: with news before it, by itself, and with news after it",
  async (kind) => {
    const { events } = (await historyOf("every-wake")) as { events: Recorded[] };
    const isOf = ({ userMetadata }: Recorded) =>
      Buffer.from(userMetadata?.summary?.data ?? "", "base64")
        .toString()
        .includes(`${kind} at `);
    const started = new Set(
      events.filter((one) => one.eventType.endsWith("TIMER_STARTED") && isOf(one)).map((one) => one.eventId),
    );
    const fired = events.findIndex((one) => started.has(one.timerFiredEventAttributes?.startedEventId ?? ""));
    const cancelled = events.findIndex((one) => started.has(one.timerCanceledEventAttributes?.startedEventId ?? ""));
    const isNews = (one: Recorded) => one.eventType.endsWith("WORKFLOW_EXECUTION_SIGNALED");
    expect({
      fired: fired > 0,
      newsBefore: cancelled > 0 && cancelled < fired && events.slice(0, cancelled).some(isNews),
    }).toEqual({
      fired: true,
      newsBefore: true,
    });
    // After the last wake the run is over: what comes then starts another one.
    const { events: after } = (await historyOf("after-the-window")) as { events: Recorded[] };
    expect((kind === WAKES.at(-1) ? after : events.slice(fired)).some(isNews)).toBe(true);
  },
);

test("no recorded history names a process, a machine or a folder", async () => {
  for (const scenario of SCENARIOS) {
    const text = await readFile(join(folder, `${scenario}.json`), "utf8");
    expect([scenario, ...(text.match(/"\d+@[^"]*|\/(?:home|root|tmp|Users|work|var)\/[^"]*/g) ?? [])]).toEqual([
      scenario,
    ]);
  }
});

test.each([
  ["an activity is asked for under another name", "getSessionPlan(input)", "getPlanOfSession(input)"],
  [
    "what is due is done twice",
    "const { done } = await",
    "await activities(plan.words).performSessionStep(input);\n      const { done } = await",
  ],
  ["the phase is shown at every look", "if (plan.phase === phaseBefore) return;", ""],
  ["nothing is waited for", "await condition(() => hasNews, plan.waitMs,", "await condition(() => true, plan.waitMs,"],
])(
  "a planted change is caught: %s",
  async (_what, from, to) => {
    const changed = await bundleWith(from, to);
    expect(await faultsOf(changed)).toContain("DeterminismViolationError");
  },
  120_000,
);

test("the same workflow, copied and bundled as the changed ones are, replays", async () => {
  expect(await faultsOf(await bundleWith("LOOPS_PER_RUN", "LOOPS_PER_RUN"))).toEqual([]);
}, 120_000);

/** The names of what went wrong when this bundle replayed every recorded history. */
async function faultsOf(bundle: string): Promise<string[]> {
  const replayed = await Promise.allSettled(SCENARIOS.map((scenario) => replay(bundle, scenario)));
  return replayed.flatMap((one) => (one.status === "rejected" ? [(one.reason as Error).name] : []));
}

/** The bundle of a copy of the workflows in which a text was replaced by another. */
async function bundleWith(from: string, to: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "mentorship-workflows-"));
  try {
    await cp(workflows, dir, { recursive: true });
    const file = join(dir, "session-lifecycle.ts");
    const source = await readFile(file, "utf8");
    if (!source.includes(from)) throw new Error(`the workflow no longer says "${from}"`);
    await writeFile(file, source.replace(from, to));
    const resolve = { modules: [fileURLToPath(new URL("../../../../node_modules/", import.meta.url)), "node_modules"] };
    const bundle = await bundleWorkflowCode({
      workflowsPath: join(dir, "index.ts"),
      logger,
      webpackConfigHook: (config) => ({ ...config, resolve: { ...config.resolve, ...resolve } }),
    });
    return bundle.code;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
