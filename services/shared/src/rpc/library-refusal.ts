import { Code, type ConnectError } from "@connectrpc/connect";
import { DomainError } from "../errors/index.ts";

/**
 * What an error of the RPC library itself means to the caller: bytes that do not decode, messages that are too large, protocol faults.
 * Undefined: it says nothing of the request. The library answers `internal` to undecodable bytes, which would blame this product.
 */
export function libraryRefusal(error: ConnectError): DomainError | undefined {
  const text = error.rawMessage;
  const limit = /readMaxBytes (\d+)/.exec(text)?.[1];
  if (limit !== undefined) {
    return new DomainError(
      "MESSAGE_TOO_LARGE",
      `the message is larger than ${limit} bytes`,
      { limit_bytes: limit },
      { cause: error },
    );
  }
  if (/timeout/.test(text) && error.code === Code.InvalidArgument) {
    const violation = { field: "", description: `the deadline's header can't be used: ${text}` };
    return new DomainError("INVALID_ARGUMENT", violation.description, {}, { violations: [violation], cause: error });
  }
  const undecodable =
    error.code === Code.InvalidArgument ||
    /^parse binary|^received compressed envelope|^decompression failed|^protocol error: (missing|received extra) input/.test(
      text,
    );
  return undecodable
    ? new DomainError("MALFORMED_MESSAGE", `the message can't be read: ${text}`, {}, { cause: error })
    : undefined;
}
