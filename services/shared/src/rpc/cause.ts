import { createHash } from "node:crypto";
import { type DescMessage, type DescMethod, type MessageShape, ScalarType, toBinary } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { Interceptor } from "@connectrpc/connect";
import { callKey } from "../call/index.ts";
import { methodName } from "./method-name.ts";

/** Whether an RPC changes something once per `request_id` of its message. */
const isMutation = (method: DescMethod): boolean =>
  method.methodKind === "unary" &&
  method.idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS &&
  method.input.fields.some((field) => field.name === "request_id" && field.scalar === ScalarType.STRING);

/**
 * Gives the call of a mutating RPC its cause: the request id of the message and the hash of everything else in it. Other calls keep
 * their reading cause; streams claim row by row with `rowCall`.
 */
export function createCauses(methods: readonly DescMethod[]): Interceptor {
  const mutations = new Set(methods.filter(isMutation));
  return (next) => (req) => {
    const call = req.contextValues.get(callKey);
    if (req.stream || !call || !mutations.has(req.method)) return next(req);
    const message = req.message as RequestMessage;
    const { requestId } = message;
    // Where the contract lets a request id be empty, the call changes nothing.
    if (requestId === "") return next(req);
    const hash = bodyHash(req.method.input, { ...message, requestId: "" } as RequestMessage);
    const cause = { kind: "request", method: methodName(req.method), requestId, bodyHash: hash } as const;
    req.contextValues.set(callKey, { ...call, cause });
    return next(req);
  };
}

type RequestMessage = MessageShape<DescMessage> & { requestId: string };

/** SHA-256 of a message, hexadecimal. Streams hash each row with it, its request id left out. */
export const bodyHash = <Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): string =>
  createHash("sha256").update(toBinary(schema, message)).digest("hex");
