import { getOption } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { codeFromString } from "@connectrpc/connect/protocol-connect";
import { ErrorReasonSchema, status_code } from "@mentorship/client/v1";
import type { ErrorReasonName } from "./domain-error.ts";

const codes: ReadonlyMap<string, Code> = new Map(
  ErrorReasonSchema.values
    .filter((value) => value.number !== 0)
    .map((value) => [value.localName, codeFromString(getOption(value, status_code)) ?? Code.Internal]),
);

/** The status code that the contract gives a reason. */
export const codeOfReason = (reason: ErrorReasonName): Code => codes.get(reason) ?? Code.Internal;

/** Whether a text is the name of a reason in this contract. */
export const isReason = (name: string): name is ErrorReasonName => codes.has(name);
