import { Client, Connection } from "@temporalio/client";
import type { Logger } from "pino";
import { DomainError } from "../errors/index.ts";
import { isInfrastructureFault } from "../postgres/index.ts";

/** `address` is host and port of the server's gRPC front end. */
export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
}

/** The way to Temporal, which may be away for any time: nothing connects before the first call, and every call may be tried again. */
export interface TemporalDoor {
  readonly config: TemporalConfig;
  /**
   * Runs `use` with a connected client and a deadline of five seconds for each of its calls. Throws UNAVAILABLE when the server does
   * not answer, and what `use` throws otherwise.
   */
  call<R>(use: (client: Client) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

const deadlineMs = 5_000;

/** Opens the way to Temporal. */
export function connectTemporal(config: TemporalConfig, log: Logger): TemporalDoor {
  let opening: Promise<Connection> | undefined;
  let away = false;

  // A lazy connection of the library remembers a failed first attempt for ever, so each attempt is a connection of its own.
  const connection = (): Promise<Connection> => {
    opening ??= Connection.connect({ address: config.address, connectTimeout: "2s" }).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const tell = (isAway: boolean, error?: unknown): void => {
    if (isAway && !away) log.warn({ err: error }, "Temporal does not answer; trying again with every call");
    if (!isAway && away) log.info("Temporal answers again");
    away = isAway;
  };
  const unavailable = (error: unknown): DomainError => {
    tell(true, error);
    return new DomainError("UNAVAILABLE", "Temporal does not answer", {}, { cause: error, retryAfterMs: 1_000 });
  };

  return {
    config,
    async call(use) {
      const open = await connection().catch((error: unknown) => {
        throw unavailable(error);
      });
      try {
        const client = new Client({ connection: open, namespace: config.namespace });
        const answer = await open.withDeadline(Date.now() + deadlineMs, () => use(client));
        tell(false);
        return answer;
      } catch (error) {
        throw !(error instanceof DomainError) && isInfrastructureFault(error) ? unavailable(error) : error;
      }
    },
    async close() {
      const open = await opening?.catch(() => undefined);
      opening = undefined;
      await open?.close();
    },
  };
}
