import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";
import { redactLine } from "./redact.ts";

export type { Logger } from "pino";

/**
 * A logger of JSON lines that name the service. `level` is the least serious one that is written; `destination` is where lines go
 * (default: standard output). Secrets and personal text are taken out of each line as a whole, so depth does not hide them.
 */
export function createLogger(
  service: string,
  options: { readonly level?: string; readonly destination?: DestinationStream } = {},
): Logger {
  return pino(
    {
      base: { service },
      level: options.level ?? "info",
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redactLine },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
