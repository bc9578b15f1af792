import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createLogger } from "@mentorship/shared/log";
import {
  connectTemporal,
  createWorker,
  isRunning,
  type RunningWorker,
  searchAttributes,
  signalWorkflow,
  startOrSignal,
  startWorkflow,
  type TemporalDoor,
} from "@mentorship/shared/temporal";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomUUID } from "node:crypto";
import { freePort, startWarden, type Warden } from "../../src/processes/index.ts";
import { readTemporalSetup, startTemporal, type TemporalServer } from "../../src/servers/index.ts";
import { settle } from "../../src/testing/index.ts";

const log = createLogger("probe", { level: process.env.PROBE_LOG ?? "silent" });
let dir: string;
let warden: Warden;
let port: number;
let server: TemporalServer | undefined;
let door: TemporalDoor;
let worker: RunningWorker;
const reports: number[] = [];
let hold: Promise<void> = Promise.resolve();

const startServer = async (): Promise<void> => {
  const dirs = { dataDir: join(dir, "temporal"), logDir: join(dir, "logs"), runDir: join(dir, "run") };
  for (const each of Object.values(dirs)) await mkdir(each, { recursive: true });
  const setup = await readTemporalSetup();
  const env = { ...process.env, TEMPORAL_ADDRESS: "" };
  server = await startTemporal({ ...dirs, warden, port, setup, log: () => undefined }, env);
};
const stopServer = async (): Promise<void> => {
  await server?.stop();
  server = undefined;
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mentorship-probe-"));
  warden = startWarden();
  port = await freePort();
  const config = { address: `127.0.0.1:${port}`, namespace: "default" };
  door = connectTemporal(config, log);
  worker = createWorker({
    config,
    queue: "probe",
    workflows: { workflowsPath: fileURLToPath(new URL("probe-workflow.ts", import.meta.url)) },
    activities: {
      async report(count: number) {
        await hold;
        reports.push(count);
        return `counted ${count}`;
      },
    },
    log,
  });
});
afterAll(async () => {
  await worker.stop();
  await door.close();
  await stopServer();
  warden.close();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}, 60_000);

const start = (id: string, most: number) => ({
  type: "probeCounter",
  id,
  queue: "probe",
  args: [most],
  search: { MentorshipTenant: "t1", MentorshipPhase: "counting" },
  summary: "counts signals",
});
const noted = { name: "noted" };
const newId = (): string => `probe/${randomUUID()}`;
const resultOf = (id: string) => door.call((client) => client.workflow.getHandle(id).result() as Promise<string>);

describe("while Temporal is away", () => {
  test("a call says so and how long to wait, and the worker waits", async () => {
    const call = startWorkflow(door, start(newId(), 1));
    await expect(call).rejects.toMatchObject({ reason: "UNAVAILABLE", retryAfterMs: 1_000 });
    expect(worker.ready()).toBe(false);
  });

  test("the worker begins as soon as it is there, and calls work", async () => {
    await startServer();
    await settle(() => worker.ready(), { timeoutMs: 30_000 });
    const id = newId();
    await startOrSignal(door, start(id, 1), noted);
    expect(await resultOf(id)).toBe("counted 1");
  }, 60_000);
});

describe("a workflow", () => {
  test("that runs is left running and signalled; one that has ended runs again under the same id", async () => {
    const id = newId();
    await startWorkflow(door, start(id, 3));
    await startWorkflow(door, start(id, 3));
    await startOrSignal(door, start(id, 3), noted);
    expect(await isRunning(door, id)).toBe(true);
    expect(await signalWorkflow(door, id, noted)).toBe(true);
    await startOrSignal(door, start(id, 3), noted);
    expect(await resultOf(id)).toBe("counted 3");
    expect(await isRunning(door, id)).toBe(false);
    await startOrSignal(door, start(id, 1), noted);
    expect(await resultOf(id)).toBe("counted 1");
  });

  test("that does not exist is not running and can't be signalled", async () => {
    const id = newId();
    expect(await isRunning(door, id)).toBe(false);
    expect(await signalWorkflow(door, id, noted)).toBe(false);
  });

  test("can be found by its search attributes and says what it is about", async () => {
    const id = newId();
    await startWorkflow(door, start(id, 1));
    const found = await door.call((client) => client.workflow.getHandle(id).describe());
    expect(found.typedSearchAttributes).toEqual(searchAttributes(start(id, 1).search));
    expect(await found.staticSummary()).toBe("counts signals");
    await signalWorkflow(door, id, noted);
    await resultOf(id);
  });
});

describe("outages and the end", () => {
  test("work goes on after the server was gone for a while", async () => {
    const id = newId();
    await startWorkflow(door, start(id, 1));
    await stopServer();
    await expect(signalWorkflow(door, id, noted)).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    await startServer();
    await settle(() => signalWorkflow(door, id, noted), { timeoutMs: 30_000 });
    await settle(async () => !(await isRunning(door, id)), { timeoutMs: 30_000 });
    expect(await resultOf(id)).toBe("counted 1");
  }, 90_000);

  test("a worker that is stopped lets a running activity end", async () => {
    const id = newId();
    let release = (): void => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    reports.length = 0;
    await startOrSignal(door, start(id, 1), noted);
    await settle(async () => {
      const { raw } = await door.call((client) => client.workflow.getHandle(id).describe());
      return (raw.pendingActivities ?? []).some((activity) => activity.lastStartedTime != null);
    });
    const stopped = worker.stop();
    expect(worker.ready()).toBe(false);
    release();
    await stopped;
    expect(reports).toEqual([1]);
    await settle(async () => {
      const { raw } = await door.call((client) => client.workflow.getHandle(id).describe());
      return (raw.pendingActivities ?? []).length === 0;
    });
  }, 60_000);
});
