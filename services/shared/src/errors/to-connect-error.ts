import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import { DomainError } from "./domain-error.ts";
import { refusalOf } from "./refusal-of.ts";
import { codeOfReason } from "./reason-code.ts";

/** The domain that every `ErrorInfo` of this product names. */
export const errorDomain = "mentorship";

/**
 * What a caller is told of an error. Refusals keep their reason, metadata, violations and waiting time; cancellation stays
 * `canceled`; everything else becomes `internal` with the trace id only, and the error itself as `cause` for the log.
 */
export function toConnectError(error: unknown, traceId: string): ConnectError {
  if (error instanceof DomainError) return fromRefusal(error, traceId);
  const connectError = ConnectError.from(error);
  const refusal = refusalOf(connectError);
  if (refusal) return fromRefusal(refusal, traceId);
  if (connectError.code === Code.Canceled)
    return new ConnectError("the call was cancelled", Code.Canceled, undefined, [], error);
  return fromRefusal(
    new DomainError("INTERNAL", "a fault of this product; quote the request id", {}, { cause: error }),
    traceId,
  );
}

function fromRefusal(refusal: DomainError, traceId: string): ConnectError {
  const { reason, metadata, violations, retryAfterMs } = refusal;
  const info = { reason, domain: errorDomain, metadata: { ...metadata, request_id: metadata.request_id ?? traceId } };
  return new ConnectError(
    refusal.message,
    codeOfReason(reason),
    undefined,
    [
      { desc: ErrorInfoSchema, value: info },
      ...(violations.length > 0
        ? [{ desc: BadRequestSchema, value: { fieldViolations: violations.map((each) => ({ ...each })) } }]
        : []),
      ...(retryAfterMs === undefined ? [] : [{ desc: RetryInfoSchema, value: { retryDelay: duration(retryAfterMs) } }]),
    ],
    refusal.cause ?? refusal,
  );
}

const duration = (ms: number) => ({ seconds: BigInt(Math.floor(ms / 1000)), nanos: Math.round(ms % 1000) * 1_000_000 });
