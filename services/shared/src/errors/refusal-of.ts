import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import { DomainError } from "./domain-error.ts";
import { isReason } from "./reason-code.ts";

/**
 * The refusal that a ConnectError stands for, whether it came over the wire from another service or from the RPC library itself.
 * Undefined: it is none of the contract's, such as a cancellation or a fault.
 */
export function refusalOf(error: ConnectError): DomainError | undefined {
  return typedRefusal(error) ?? byCode(error);
}

function typedRefusal(error: ConnectError): DomainError | undefined {
  const info = error.findDetails(ErrorInfoSchema).find((each) => each.domain === "mentorship");
  if (!info || !isReason(info.reason) || info.reason === "INTERNAL") return undefined;
  const violations = error.findDetails(BadRequestSchema).flatMap((each) => each.fieldViolations);
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return new DomainError(info.reason, error.rawMessage, info.metadata, {
    violations: violations.map(({ field, description }) => ({ field, description })),
    ...(delay ? { retryAfterMs: Number(delay.seconds) * 1000 + delay.nanos / 1_000_000 } : {}),
    cause: error,
  });
}

function byCode(error: ConnectError): DomainError | undefined {
  switch (error.code) {
    case Code.DeadlineExceeded:
      return new DomainError("DEADLINE_EXCEEDED", "the call did not end within its deadline", {}, { cause: error });
    case Code.Unavailable:
      return new DomainError(
        "UNAVAILABLE",
        "something that this call needs does not answer at the moment",
        {},
        { retryAfterMs: 1000, cause: error },
      );
    default:
      return undefined;
  }
}
