import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Code, ConnectError } from "@connectrpc/connect";
import { NotificationService, ProgrammeService } from "@mentorship/client/v1";
import { settle } from "../../src/processes/index.ts";
import type { ClientOptions } from "../../src/testing/clients.ts";
import { type EdgeOnTrial, startEdgeOnTrial } from "./edge-on-trial.ts";

const WAYS: [string, ClientOptions][] = [
  ["Connect over HTTP/1.1", { protocol: "connect", httpVersion: "1.1" }],
  ["Connect with JSON over HTTP/1.1", { protocol: "connect", httpVersion: "1.1", json: true }],
  ["Connect over HTTP/2", { protocol: "connect", httpVersion: "2" }],
  ["gRPC-Web over HTTP/1.1", { protocol: "grpc-web", httpVersion: "1.1" }],
  ["gRPC-Web over HTTP/2", { protocol: "grpc-web", httpVersion: "2" }],
  ["gRPC over HTTP/2", { protocol: "grpc" }],
];

let trial: EdgeOnTrial;
beforeAll(async () => {
  trial = await startEdgeOnTrial();
});
afterAll(() => trial.stop());

const codeOf = (call: Promise<unknown>): Promise<Code> =>
  call.then(
    () => {
      throw new Error("the call was answered");
    },
    (error: unknown) => ConnectError.from(error).code,
  );

async function collect(stream: AsyncIterable<{ cursor: string }>): Promise<string[]> {
  const cursors: string[] = [];
  for await (const { cursor } of stream) {
    cursors.push(cursor);
    // Nothing but what the first message brought lets the second one come: a buffering edge would wait for ever.
    trial.goOn();
  }
  return cursors;
}

describe.each(WAYS)("%s", (_name, how) => {
  const client = (token?: string) => trial.clients.client(NotificationService, token, how);

  test("a call is answered, with its headers brought along", async () => {
    const answer = await client("a-token").getUnreadCount({}, { headers: { "x-request-id": "r-1" } });
    expect(answer.unread).toBe(7);
    expect(trial.lastHeaders().get("authorization")).toBe("Bearer a-token");
    expect(trial.lastHeaders().get("x-request-id")).toBe("r-1");
  });

  test("a service's refusal arrives with its code and message", async () => {
    const refused = client().markNotificationsRead({ requestId: "42" });
    await expect(refused).rejects.toMatchObject({ code: Code.FailedPrecondition, rawMessage: "refused 42" });
  });

  test("a stream arrives message by message", async () => {
    expect(await collect(client().watchInbox({}))).toEqual(["first", "second"]);
  });

  test("a stream that fails half-way brings its messages and its code", async () => {
    expect(await codeOf(collect(client().watchInbox({ cursor: "fail" })))).toBe(Code.Unauthenticated);
  });

  test("a client that leaves a stream ends it in the service too", async () => {
    const abort = new AbortController();
    const stream = client().watchInbox({ cursor: "hang" }, { signal: abort.signal })[Symbol.asyncIterator]();
    expect((await stream.next()).done).toBe(false);
    expect(trial.openStreams()).toBe(1);
    abort.abort();
    expect(await codeOf(stream.next())).toBe(Code.Canceled);
    await settle(() => trial.openStreams() === 0);
  });

  test("an internal RPC is refused", async () => {
    const programme = trial.clients.client(ProgrammeService, undefined, how);
    expect(await codeOf(programme.batchGetPeople({ personIds: ["p-1"] }))).toBe(Code.PermissionDenied);
  });

  test("an internal stream is refused", async () => {
    const programme = trial.clients.client(ProgrammeService, undefined, how);
    const stream = programme.streamMatchingInputs({ programmeId: "p-1" })[Symbol.asyncIterator]();
    expect(await codeOf(stream.next())).toBe(Code.PermissionDenied);
  });
});

describe("streams of both sides", () => {
  test.each<[string, ClientOptions]>([
    ["Connect", { protocol: "connect" }],
    ["gRPC", { protocol: "grpc" }],
  ])("%s over HTTP/2 brings each answer before the next request is sent", async (_name, how) => {
    const { client } = trial.clients;
    const answered: string[] = [];
    let next: () => void = () => undefined;
    async function* requests() {
      for (const personId of ["a", "b", "c"]) {
        const heard = new Promise<void>((resolve) => {
          next = resolve;
        });
        yield { people: [{ personId }] };
        await heard;
      }
    }
    for await (const { results } of client(ProgrammeService, undefined, how).upsertPeople(requests())) {
      answered.push(...results.map(({ personId }) => personId));
      next();
    }
    expect(answered).toEqual(["a", "b", "c"]);
  });

  test("150 streams at once are served, more than one connection carries", async () => {
    const abort = new AbortController();
    const clients = [trial.clients.client(NotificationService, undefined, { httpVersion: "1.1" })];
    const streams = Array.from({ length: 150 }, () =>
      (clients[0] as (typeof clients)[0])
        .watchInbox({ cursor: "hang" }, { signal: abort.signal })
        [Symbol.asyncIterator](),
    );
    const first = await Promise.all(streams.map((stream) => stream.next()));
    expect(first.every(({ value }) => (value as { cursor: string }).cursor === "first")).toBe(true);
    abort.abort();
    await Promise.allSettled(streams.map((stream) => stream.next()));
    await settle(() => trial.openStreams() === 0);
  });
});
