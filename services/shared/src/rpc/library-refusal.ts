import type { DescMessage } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import { DomainError } from "../errors/index.ts";
import { unreadableField } from "./unreadable-field.ts";

/**
 * What an error of the RPC library itself means to the caller: bytes that do not decode, messages that are too large, protocol faults.
 * Undefined: it says nothing of the request. The library answers `internal` to undecodable bytes, which would blame this product. With the
 * type of the `request` the field that can't be read is named where it is known.
 */
export function libraryRefusal(error: ConnectError, request?: DescMessage): DomainError | undefined {
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
  if (!undecodable) return undefined;
  const violations = request === undefined ? [] : unreadableField(text, request);
  const told = [...violations.map(({ field }) => field), text].join(": ");
  return new DomainError("MALFORMED_MESSAGE", `the message can't be read: ${told}`, {}, { violations, cause: error });
}
