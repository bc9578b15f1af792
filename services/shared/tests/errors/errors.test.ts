import { describe, expect, test } from "@jest/globals";
import { Code, ConnectError } from "@connectrpc/connect";
import { getOption } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import { ErrorReasonSchema, status_code } from "@mentorship/client/v1";
import {
  codeOfReason,
  DomainError,
  type ErrorReasonName,
  invalid,
  isReason,
  isRefusal,
  notFound,
  toConnectError,
} from "../../src/errors/index.ts";

const told = (error: unknown) => {
  const connect = toConnectError(error, "trace-1");
  return { code: connect.code, info: connect.findDetails(ErrorInfoSchema)[0], connect };
};

describe("every reason of the contract", () => {
  const reasons = ErrorReasonSchema.values.filter(({ number }) => number !== 0);
  test.each(reasons.map((value) => [value.localName, getOption(value, status_code)]))(
    "%s has its own code, %s",
    (name, code) => {
      expect(isReason(name)).toBe(true);
      const named = Object.entries(Code).find(
        ([key]) => key.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase() === code,
      );
      expect(codeOfReason(name as ErrorReasonName)).toBe(named?.[1]);
    },
  );

  test("is told apart from names that are none", () => {
    expect(isReason("UNSPECIFIED")).toBe(false);
    expect(isReason("toString")).toBe(false);
  });
});

describe("a refusal", () => {
  test("is told with reason, domain, metadata and the request id", () => {
    const { code, info } = told(new DomainError("STALE_VERSION", "read again", { version: "7" }));
    expect(code).toBe(Code.Aborted);
    expect(info).toMatchObject({
      reason: "STALE_VERSION",
      domain: "mentorship",
      metadata: { version: "7", request_id: "trace-1" },
    });
  });

  test("that names a request id itself keeps it", () => {
    expect(told(new DomainError("REQUEST_ID_REUSED", "reused", { request_id: "r-1" })).info?.metadata.request_id).toBe(
      "r-1",
    );
  });

  test("of fields names each field and its rule", () => {
    const { connect } = told(
      invalid([
        { field: "windows[0].zone", description: "is unknown" },
        { field: "", description: "too many" },
      ]),
    );
    expect(connect.findDetails(BadRequestSchema)[0]?.fieldViolations).toMatchObject([
      { field: "windows[0].zone", description: "is unknown" },
      { field: "", description: "too many" },
    ]);
    expect(connect.rawMessage).toBe("windows[0].zone: is unknown; too many");
  });

  test("that may pass tells how long to wait", () => {
    const { connect } = told(new DomainError("CONFLICT_RETRY", "busy", {}, { retryAfterMs: 2250 }));
    expect(connect.findDetails(RetryInfoSchema)[0]?.retryDelay).toMatchObject({ seconds: 2n, nanos: 250_000_000 });
  });

  test("of a row does not say whether it exists elsewhere", () => {
    expect(told(notFound("match", "m-1")).info).toMatchObject({
      reason: "NOT_FOUND",
      metadata: { resource: "match", id: "m-1" },
    });
  });

  test.each<[ErrorReasonName, boolean]>([
    ["SLOT_TAKEN", true],
    ["NOT_FOUND", true],
    ["INVALID_ARGUMENT", true],
    ["CONFLICT_RETRY", false],
    ["UNAVAILABLE", false],
    ["DEADLINE_EXCEEDED", false],
  ])("%s is final: %s", (reason, final) => {
    expect(isRefusal(new DomainError(reason, "x"))).toBe(final);
  });

  test("is not what a fault is", () => {
    expect(isRefusal(new TypeError("x"))).toBe(false);
  });
});

describe("anything else", () => {
  test.each([
    new TypeError("secret"),
    "secret",
    { secret: true },
    undefined,
    new ConnectError("secret", Code.DataLoss),
  ])("%s is told as `internal` with the request id only, and kept for the log", (error) => {
    const { code, info, connect } = told(error);
    expect(code).toBe(Code.Internal);
    expect(info).toMatchObject({ reason: "INTERNAL", metadata: { request_id: "trace-1" } });
    expect(connect.message).not.toContain("secret");
    expect(error instanceof Error ? connect.cause : error).toBe(error);
  });

  test("that was cancelled stays cancelled", () => {
    expect(told(new ConnectError("left", Code.Canceled)).code).toBe(Code.Canceled);
  });
});
