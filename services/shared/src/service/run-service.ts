import { refuseDevelopmentKeys } from "../auth/index.ts";
import { ConfigError, type Env, readEnv, type ServiceConfig } from "../config/index.ts";
import { createLogger, type Logger } from "../log/index.ts";
import { countProcess } from "../metrics/index.ts";
import type { OpenDoor } from "./door.ts";
import { onStop } from "./on-stop.ts";

/** What a process of a service consists of. Doors open in their order and stop in reverse, so the RPC door stands last. */
export interface ServiceShape<Config extends ServiceConfig, Ctx extends { close(): Promise<void> }> {
  readonly service: string;
  readonly config: (env: Env) => Config;
  readonly createContext: (config: Config, log: Logger) => Promise<Ctx>;
  readonly doors: readonly OpenDoor<Ctx>[];
}

/**
 * Runs a service until SIGTERM or SIGINT: configuration, context, doors; then the doors in reverse order and the context. Whatever stops
 * it from starting is told in one line each on standard error, and the process ends with 1.
 */
export async function runService<Config extends ServiceConfig, Ctx extends { close(): Promise<void> }>(
  shape: ServiceShape<Config, Ctx>,
): Promise<void> {
  const open: { readonly name: string; stop(): Promise<void> }[] = [];
  try {
    const config = shape.config(readEnv());
    await refuseDevelopmentKeys(config.auth);
    const log = createLogger(shape.service, { level: config.logLevel });
    dieOfFaults(log);
    countProcess();
    const stop = onStop(log, config.drainSeconds, async () => {
      await stopAll(open, log);
    });
    const ctx = await shape.createContext(config, log);
    open.push({ name: "context", stop: () => ctx.close() });
    const doors = [];
    for (const openDoor of shape.doors) {
      if (stop.asked) return;
      const door = await openDoor(ctx);
      open.push(door);
      doors.push(door);
    }
    for (const door of doors) door.ready?.();
    log.info({ doors: doors.map(({ name }) => name), port: config.port }, "ready");
  } catch (error) {
    tellWhy(shape.service, error);
    process.exit(1);
  }
}

async function stopAll(open: { readonly name: string; stop(): Promise<void> }[], log: Logger): Promise<void> {
  for (let last = open.pop(); last; last = open.pop()) {
    try {
      await last.stop();
      log.info({ part: last.name }, "stopped");
    } catch (error) {
      log.error({ err: error, part: last.name }, "did not stop cleanly");
    }
  }
}

/** A fault that nobody caught leaves the process in a state that nobody foresaw: it ends, and is started again. */
function dieOfFaults(log: Logger): void {
  const die = (error: unknown) => {
    log.fatal({ err: error }, "a fault that nobody caught");
    process.exit(1);
  };
  process.on("uncaughtException", die);
  process.on("unhandledRejection", die);
}

function tellWhy(service: string, error: unknown): void {
  for (const reason of reasonsOf(error)) process.stderr.write(`${service}: can't start: ${reason}\n`);
}

function reasonsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  if (!(error instanceof Error)) return [String(error)];
  if ("code" in error && error.code === "EADDRINUSE")
    return [`${error.message.replace(/^listen EADDRINUSE: /, "")}: set another MENTORSHIP_PORT`];
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return [`${error.message || error.name}${cause}`.replaceAll(/\s*\n\s*/g, "; ")];
}
