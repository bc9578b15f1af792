import { setTimeout as pause } from "node:timers/promises";
import { bundleWorkflowCode, NativeConnection, Worker, type WorkerOptions } from "@temporalio/worker";
import type { Logger } from "pino";
import type { TemporalConfig } from "./connect-temporal.ts";
import { installRuntime, loggerOf } from "./install-runtime.ts";

/** Where workflow code comes from: sources, bundled at the start, or a bundle built before. */
export type WorkflowSource =
  | { readonly workflowsPath: string; readonly ignoreModules?: readonly string[] }
  | { readonly bundlePath: string };

export interface CreateWorkerOptions {
  readonly config: TemporalConfig;
  readonly queue: string;
  readonly workflows: WorkflowSource;
  readonly activities: object;
  readonly log: Logger;
  /** Limits of the worker that differ from the library's. */
  readonly tuning?: Partial<WorkerOptions>;
}

export interface RunningWorker {
  /** Whether it polls for work at this moment. */
  ready(): boolean;
  /** Takes no more work, gives what runs 20 seconds to end, and closes its connection. */
  stop(): Promise<void>;
}

const graceTime = "20s";
const forceTime = "25s";
const retryMs = 1_000;

/** Starts a worker and waits for nothing: while Temporal is away it goes on trying, and begins anew when the worker breaks off. */
export function createWorker(options: CreateWorkerOptions): RunningWorker {
  const { log, queue } = options;
  installRuntime(log);
  const ending = new AbortController();
  let worker: Worker | undefined;
  const stopWorker = (): void => {
    if (worker?.getState() === "RUNNING") worker.shutdown();
  };
  const work = async (): Promise<void> => {
    let failures = 0;
    const bundle = bundleOf(options);
    // A bundle that can't be built is told below, at every try; here it must only not end the process.
    bundle.catch(() => undefined);
    while (!ending.signal.aborted) {
      let connection: NativeConnection | undefined;
      try {
        const workflowBundle = await bundle;
        connection = await NativeConnection.connect({ address: options.config.address });
        worker = await Worker.create({
          shutdownGraceTime: graceTime,
          shutdownForceTime: forceTime,
          ...options.tuning,
          connection,
          namespace: options.config.namespace,
          taskQueue: queue,
          workflowBundle,
          activities: options.activities,
        });
        if (ending.signal.aborted) break;
        const running = worker.run();
        log.info({ queue }, "the worker polls for work");
        failures = 0;
        await running;
      } catch (error) {
        failures += 1;
        if (failures === 1) log.warn({ err: error, queue }, "the worker can't work; trying until it can");
        await pause(retryMs, undefined, { signal: ending.signal }).catch(() => undefined);
      } finally {
        worker = undefined;
        await connection?.close().catch(() => undefined);
      }
    }
  };
  const working = work();
  return {
    ready: () => worker?.getState() === "RUNNING",
    async stop() {
      ending.abort();
      stopWorker();
      await working;
    },
  };
}

async function bundleOf(options: CreateWorkerOptions): Promise<{ code: string } | { codePath: string }> {
  const { workflows, log } = options;
  if ("bundlePath" in workflows) return { codePath: workflows.bundlePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: workflows.workflowsPath,
    ignoreModules: [...(workflows.ignoreModules ?? [])],
    logger: loggerOf(log, "warn"),
  });
  return { code };
}
