import {
  create,
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  type Message,
  toJsonString,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { createConnectTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { BadRequestSchema, ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import { AdvanceTestClockRequestSchema } from "@mentorship/client/v1";
import { rid } from "../../../src/testing/index.ts";
import { takesRequestId } from "./methods.ts";

/** What became of a call. `code` is `ok` or the protocol's name of the refusal; `fields` are those that a `BadRequest` names. */
export interface Outcome {
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  /** The first answer; the last one of a stream that is read to its end. */
  readonly answer: Message | undefined;
}

/** Calls RPCs by their descriptors, at one address. */
export interface Caller {
  /**
   * A mutation gets a new request id unless the request has one. Of a stream the first answer is awaited and the rest left, but
   * moves of the clock are read to their end.
   */
  call(method: DescMethod, request: object, token?: string): Promise<Outcome>;
  close(): void;
}

export function createCaller(baseUrl: string): Caller {
  const sessionManager = new Http2SessionManager(baseUrl);
  const transport = createConnectTransport({ baseUrl, httpVersion: "2", sessionManager });
  return {
    async call(method, request, token) {
      const header = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const message = create(method.input, {
        ...(takesRequestId(method) ? { requestId: rid() } : {}),
        ...request,
      });
      const leaving = new AbortController();
      try {
        if (method.methodKind === "unary") {
          const unary = method as DescMethodUnary;
          const { message: answer } = await transport.unary(unary, leaving.signal, undefined, header, message);
          return accepted(answer);
        }
        const streaming = method as DescMethodStreaming;
        const answers = await transport.stream(streaming, leaving.signal, undefined, header, once(message));
        return accepted(await lastOf(answers.message, method.input === AdvanceTestClockRequestSchema));
      } catch (error) {
        return refused(error);
      } finally {
        leaving.abort();
      }
    },
    close: () => sessionManager.abort(),
  };
}

/** The text of an answer, to look for what it must or must not hold. */
export const textOf = (method: DescMethod, answer: Message | undefined): string =>
  answer === undefined ? "" : toJsonString(method.output, answer);

async function* once(message: Message): AsyncGenerator<Message> {
  yield message;
}

async function lastOf(answers: AsyncIterable<Message>, toTheEnd: boolean): Promise<Message | undefined> {
  let last: Message | undefined;
  for await (const answer of answers) {
    last = answer;
    if (!toTheEnd) break;
  }
  return last;
}

const accepted = (answer: Message | undefined): Outcome => ({
  code: "ok",
  reason: "",
  message: "",
  metadata: {},
  fields: [],
  answer,
});

/** What a client is told by an error of whatever protocol. */
export function refused(error: unknown): Outcome {
  const connectError = ConnectError.from(error, Code.Unknown);
  const info = connectError.findDetails(ErrorInfoSchema)[0];
  const fields = connectError
    .findDetails(BadRequestSchema)
    .flatMap(({ fieldViolations }) => fieldViolations.map(({ field }) => field));
  return {
    code: codeToString(connectError.code),
    reason: info?.reason ?? "",
    message: connectError.rawMessage,
    metadata: info?.metadata ?? {},
    fields,
    answer: undefined,
  };
}
