import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from "prom-client";

// What a process has counted since it began: one registry a process, as Prometheus has it.

/** A counter that only goes up, made at its first use. `name` ends in `_total`. */
export const counter = (name: string, help: string): Pick<Counter, "inc"> =>
  (register.getSingleMetric(name) as Counter | undefined) ?? new Counter({ name, help });

/** A value that goes up and down, made at its first use. `name` ends in its unit. */
export const gauge = (name: string, help: string): Pick<Gauge, "set"> =>
  (register.getSingleMetric(name) as Gauge | undefined) ?? new Gauge({ name, help });

const rpcSeconds = new Histogram({
  name: "mentorship_rpc_seconds",
  help: "Time from a call's arrival to the end of its answer, of a stream to its end.",
  labelNames: ["rpc", "code"],
  buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
});

/** Counts one call that has ended: `rpc` is `Service/Method`, `code` the status in the words of Connect, `ms` how long it took. */
export const countRpc = (rpc: string, code: string, ms: number): void => rpcSeconds.observe({ rpc, code }, ms / 1000);

/** Has the process's own figures counted as well: CPU, memory, and how long the event loop holds up what waits for it. */
export function countProcess(): void {
  if (!register.getSingleMetric("process_cpu_seconds_total")) collectDefaultMetrics();
}

/** Everything that was counted, in the text format of Prometheus, with its content type. */
export const exposition = async (): Promise<{ readonly type: string; readonly text: string }> => ({
  type: register.contentType,
  text: await register.metrics(),
});
