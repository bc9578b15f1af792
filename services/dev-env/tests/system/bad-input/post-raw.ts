import { connect } from "node:http2";
import { type DescMethod, fromBinary, fromJsonString, type Message } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import type { Outcome } from "../contract/call-rpc.ts";

/** A request as bytes: of the binary form of its message, or of its JSON. */
export interface RawBody {
  readonly format: "proto" | "json";
  readonly bytes: Uint8Array;
}

export const jsonBody = (text: string): RawBody => ({ format: "json", bytes: Buffer.from(text) });
export const protoBody = (bytes: Uint8Array): RawBody => ({ format: "proto", bytes });

/** Sends bytes that no client library would send, over HTTP/2 in Connect's protocol. */
export interface RawCaller {
  /** Of a stream the first frame of the answer is read. */
  post(method: DescMethod, body: RawBody, token: string): Promise<Outcome>;
  close(): void;
}

export function createRawCaller(baseUrl: string): RawCaller {
  const session = connect(baseUrl);
  session.on("error", () => undefined);
  return {
    post: (method, { format, bytes }, token) =>
      new Promise((resolve, reject) => {
        const streams = method.methodKind !== "unary";
        const stream = session.request({
          ":method": "POST",
          ":path": `/${method.parent.typeName}/${method.name}`,
          "content-type": `application/${streams ? "connect+" : ""}${format}`,
          "connect-protocol-version": "1",
          authorization: `Bearer ${token}`,
        });
        let status = 0;
        let body = Buffer.alloc(0);
        const parse = (found: Buffer): Message =>
          format === "json"
            ? (fromJsonString(method.output, found.toString()) as Message)
            : (fromBinary(method.output, found) as Message);
        const settle = (outcome: () => Outcome): void => {
          try {
            resolve(outcome());
          } catch (error) {
            reject(
              new Error(`${method.name} answered ${status} ${body.toString("latin1").slice(0, 300)}`, { cause: error }),
            );
          }
          stream.close();
        };
        stream.on("response", (headers) => (status = headers[":status"] ?? 0));
        stream.on("data", (chunk: Buffer) => {
          body = Buffer.concat([body, chunk]);
          if (streams && status === 200 && isWhole(body)) settle(() => ofFrame(body, parse));
        });
        stream.on("end", () => settle(() => (status === 200 ? answered(parse(body)) : ofError(body.toString()))));
        stream.on("error", (error) => (body.length > 0 ? undefined : reject(error)));
        stream.end(streams ? envelope(bytes) : Buffer.from(bytes));
      }),
    close: () => session.destroy(),
  };
}

function envelope(data: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(data.length, 1);
  return Buffer.concat([head, data]);
}

const isWhole = (body: Buffer): boolean => body.length >= 5 && body.length >= 5 + body.readUInt32BE(1);

function ofFrame(body: Buffer, parse: (found: Buffer) => Message): Outcome {
  const content = body.subarray(5, 5 + body.readUInt32BE(1));
  if (((body[0] ?? 0) & 2) === 0) return answered(parse(content));
  const { error } = JSON.parse(content.toString()) as { error?: object };
  return error === undefined ? answered(undefined) : ofError(JSON.stringify(error));
}

const answered = (answer: Message | undefined): Outcome => ({
  code: "ok",
  reason: "",
  message: "",
  metadata: {},
  fields: [],
  answer,
});

interface WireError {
  code: string;
  message?: string;
  details?: { type: string; value: string }[];
}

/** Reads the details as a client in any language would: by their type and bytes. */
function ofError(text: string): Outcome {
  const { code, message = "", details = [] } = JSON.parse(text) as WireError;
  const bytesOf = (type: string): Buffer => {
    const found = details.find((detail) => detail.type === type);
    return Buffer.from(found?.value ?? "", "base64");
  };
  const { reason, metadata } = fromBinary(ErrorInfoSchema, bytesOf(ErrorInfoSchema.typeName));
  const { fieldViolations } = fromBinary(BadRequestSchema, bytesOf(BadRequestSchema.typeName));
  return { code, reason, message, metadata, fields: fieldViolations.map(({ field }) => field), answer: undefined };
}
