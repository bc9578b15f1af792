import { join } from "node:path";
import { logTail, type RunningProcess, startProcess, type Warden } from "../processes/index.ts";
import { nodeCommand, places, type ServiceName } from "./places.ts";

export interface StartServiceOptions {
  env: NodeJS.ProcessEnv;
  logDir: string;
  runDir: string;
  warden: Warden;
}

/** Starts one service as a process of its own. It is not ready yet when this answers. */
export function startService(service: ServiceName, options: StartServiceOptions): Promise<RunningProcess> {
  const { command, args } = nodeCommand();
  return startProcess({
    name: service,
    command,
    args: [...args, places().entry(service, "service")],
    cwd: places().root,
    env: options.env,
    logFile: join(options.logDir, `${service}.log`),
    runDir: options.runDir,
    warden: options.warden,
  });
}

/** The error of a service that ended instead of becoming ready, or became ready too late. */
export async function notReady(running: RunningProcess, seconds: number): Promise<Error> {
  const exit = running.exit();
  const what =
    exit === undefined
      ? `was not ready after ${seconds} s`
      : `ended at its start (${exit.signal ?? `code ${exit.code}`})`;
  return new Error(`${running.name} ${what}; the end of ${running.logFile}:\n${await logTail(running.logFile)}`);
}
