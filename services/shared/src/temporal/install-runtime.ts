import type { LogLevel, Logger as TemporalLogger } from "@temporalio/worker";
import { Runtime } from "@temporalio/worker";
import { IllegalStateError } from "@temporalio/common";
import type { Logger } from "pino";

type Level = "trace" | "debug" | "info" | "warn" | "error";
const order: readonly Level[] = ["trace", "debug", "info", "warn", "error"];

/** A logger of the workflow library that writes to ours, from `least` on. */
export function loggerOf(log: Logger, least: Level = "trace"): TemporalLogger {
  const write = (level: Level) => (message: string, meta?: object) => {
    if (order.indexOf(level) >= order.indexOf(least)) log[level]({ ...meta }, message);
  };
  const byLevel = Object.fromEntries(order.map((level) => [level, write(level)])) as Record<
    Level,
    ReturnType<typeof write>
  >;
  return {
    ...byLevel,
    log: (level: LogLevel, message, meta) => byLevel[level.toLowerCase() as Level](message, meta),
  };
}

/**
 * Sets up the workers' native part, once a process: logs go to ours, and no signal ends it, since it would stop workers before the
 * service has drained. A process that has one already keeps it.
 */
export function installRuntime(log: Logger): void {
  try {
    Runtime.install({
      logger: loggerOf(log),
      shutdownSignals: [],
      telemetryOptions: { logging: { filter: { core: "WARN", other: "ERROR" }, forward: {} } },
    });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
