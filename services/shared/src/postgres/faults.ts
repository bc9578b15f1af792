import { Code, ConnectError } from "@connectrpc/connect";
import pg from "pg";
import { DomainError, invalid } from "../errors/index.ts";

/** The five-character code of an error of the database, and the constraint it names. Empty for other errors. */
export function sqlState(error: unknown): { readonly code?: string; readonly constraint?: string } {
  if (!(error instanceof pg.DatabaseError)) return {};
  return {
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.constraint === undefined ? {} : { constraint: error.constraint }),
  };
}

/**
 * What to throw for an error of the database: the refusal that belongs to the violated constraint (23505, 23P01, 23503, 23514), or
 * the error itself when its constraint is not among `refusals`.
 */
export function onConstraint(error: unknown, refusals: Readonly<Record<string, () => DomainError>>): unknown {
  const { code, constraint } = sqlState(error);
  if (!code?.startsWith("23") || constraint === undefined) return error;
  return Object.hasOwn(refusals, constraint) ? (refusals[constraint] as () => DomainError)() : error;
}

/** Whether the same transaction, run again, may succeed: a failed serialisation or a deadlock. */
export function isConflict(error: unknown): boolean {
  const { code } = sqlState(error);
  return code === "40001" || code === "40P01";
}

const lostConnection =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|Connection terminated|timeout exceeded when trying to connect|not queryable|Client was closed/;
const lostNats = new Set([
  "TIMEOUT",
  "503",
  "CONNECTION_CLOSED",
  "CONNECTION_DRAINING",
  "DISCONNECT",
  "CONNECTION_REFUSED",
]);
const passingGrpc = new Set([1, 4, 8, 10, 14]);
const passingConnect = new Set([
  Code.Canceled,
  Code.DeadlineExceeded,
  Code.ResourceExhausted,
  Code.Aborted,
  Code.Unavailable,
]);
const passingReasons = new Set(["UNAVAILABLE", "DEADLINE_EXCEEDED", "CONFLICT_RETRY"]);

/** Whether the database, or the way to it, is away: nothing of the work itself is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const { code } = sqlState(error);
  if (code !== undefined) return /^(57P0|08|53|25P03|58)/.test(code);
  return error instanceof Error && (lostConnection.test(error.message) || lostConnection.test(errorCode(error)));
}

/** Whether an error says that something around the work was away or busy, rather than that the work is wrong. */
export function isInfrastructureFault(error: unknown): boolean {
  if (error instanceof DomainError) return passingReasons.has(error.reason);
  if (error instanceof ConnectError) return passingConnect.has(error.code);
  if (isConflict(error) || isDatabaseAway(error)) return true;
  const { code } = sqlState(error);
  if (code !== undefined) return code === "57014" || code === "55P03";
  if (!(error instanceof Error)) return false;
  const own = (error as { code?: unknown }).code;
  if (typeof own === "number" && passingGrpc.has(own)) return true;
  if (lostNats.has(errorCode(error))) return true;
  return error.cause !== undefined && error.cause !== error && isInfrastructureFault(error.cause);
}

function errorCode(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** The refusal that a caller is told for an error of the database; other errors as they are. */
export function refusalOfFault(error: unknown): unknown {
  const { code } = sqlState(error);
  const extras = { cause: error };
  if (isConflict(error) || code === "55P03") {
    const text = "other calls change the same rows at this moment; try again";
    return new DomainError("CONFLICT_RETRY", text, {}, { ...extras, retryAfterMs: 200 });
  }
  if (code === "57014" || code === "25P03") {
    return new DomainError("DEADLINE_EXCEEDED", "the database did not answer in time; nothing was written", {}, extras);
  }
  if (code === "22021" || code === "22P05") {
    return invalid([{ field: "", description: "text must not contain the character U+0000" }]);
  }
  if (isDatabaseAway(error)) {
    return new DomainError("UNAVAILABLE", "the database does not answer", {}, { ...extras, retryAfterMs: 1000 });
  }
  return error;
}
