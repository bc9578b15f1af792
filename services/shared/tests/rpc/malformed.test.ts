import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as http from "node:http";
import * as http2 from "node:http2";
import * as net from "node:net";
import { gzipSync } from "node:zlib";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let token: string;
beforeAll(async () => {
  stage = await openStage();
  token = await stage.keys.token();
});
afterAll(() => stage.close());

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

type Headers = Record<string, string>;

function post(path: string, headers: Headers, body: Buffer | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${stage.url}/mentorship.echo.v1.EchoService/${path}`, {
      method: "POST",
      agent: false,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    request.on("error", reject).on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.end(body);
  });
}

/** The trailers of a gRPC call with this body. */
async function grpc(path: string, body: Buffer, headers: Headers = {}): Promise<Headers> {
  const session = http2.connect(stage.url);
  try {
    return await new Promise((resolve, reject) => {
      const stream = session.request({
        ":method": "POST",
        ":path": `/mentorship.echo.v1.EchoService/${path}`,
        "content-type": "application/grpc",
        te: "trailers",
        authorization: `Bearer ${token}`,
        ...headers,
      });
      let found: Headers = {};
      stream.on("response", (given) => Object.assign(found, given));
      stream.on("trailers", (given) => (found = { ...found, ...(given as Headers) }));
      stream.on("error", reject).on("end", () => resolve(found));
      stream.resume();
      stream.end(body);
    });
  } finally {
    session.close();
  }
}

const envelope = (data: Buffer, flags = 0) => {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(data.length, 1);
  return Buffer.concat([head, data]);
};

const reasonIn = (text: string) => /MALFORMED_MESSAGE|MESSAGE_TOO_LARGE|INVALID_ARGUMENT|INTERNAL/.exec(text)?.[0];
const reasonOfTrailers = (trailers: Headers) =>
  reasonIn(Buffer.from(trailers["grpc-status-details-bin"] ?? "", "base64").toString("latin1"));

const truncated = Buffer.from([0x0a, 0xff]);
const wrongWireType = Buffer.from([0x0d, 0x01]);
const json = { "content-type": "application/json" };
const proto = { "content-type": "application/proto" };

describe("Connect", () => {
  test.each<[string, Headers, Buffer | string]>([
    ["bytes cut short", proto, truncated],
    ["bytes of another message", proto, wrongWireType],
    ["random bytes", proto, Buffer.from("00ffeeddccbbaa99", "hex")],
    ["JSON cut short", json, `{"text":`],
    ["JSON that is no object", json, `"text"`],
    ["JSON with a number for a text", json, `{"text":7}`],
    ["an empty JSON body", json, ""],
    ["bytes that say they are gzip and are not", { ...proto, "content-encoding": "gzip" }, truncated],
  ])("a unary call with %s is refused as malformed", async (_name, headers, body) => {
    const before = stage.handled();
    const answer = await post("Say", headers, body);
    expect(answer.status).toBe(400);
    const told = JSON.parse(answer.body.toString()) as { code: string; details: { debug: { reason: string } }[] };
    expect([told.code, told.details[0]?.debug.reason]).toEqual(["invalid_argument", "MALFORMED_MESSAGE"]);
    expect(stage.handled()).toBe(before);
  });

  test.each<[string, string, Headers, Buffer]>([
    ["a server stream", "Watch", { "content-type": "application/connect+proto" }, envelope(truncated)],
    ["a server stream in JSON", "Watch", { "content-type": "application/connect+json" }, envelope(Buffer.from("{"))],
    ["a client stream", "Upload", { "content-type": "application/connect+proto" }, envelope(truncated)],
    [
      "a stream cut inside a message",
      "Upload",
      { "content-type": "application/connect+proto" },
      envelope(truncated).subarray(0, 6),
    ],
    [
      "a stream that asks for one message and gets none",
      "Watch",
      { "content-type": "application/connect+proto" },
      Buffer.alloc(0),
    ],
  ])("%s of bytes that do not decode is refused as malformed", async (_name, path, headers, body) => {
    const answer = await post(path, headers, body);
    const told = JSON.parse(answer.body.subarray(5).toString()) as {
      error: { code: string; details: { debug: { reason: string } }[] };
    };
    expect([told.error.code, told.error.details[0]?.debug.reason]).toEqual(["invalid_argument", "MALFORMED_MESSAGE"]);
  });

  test("an unknown name of an enum is a broken rule of its field, not silently nothing", async () => {
    const answer = await post(
      "Say",
      json,
      JSON.stringify({ requestId: "r", text: "x", colour: "COLOUR_OF_NO_CONTRACT" }),
    );
    const told = JSON.parse(answer.body.toString()) as { code: string; message: string };
    expect(told.code).toBe("invalid_argument");
    expect(told.message).toContain("colour");
  });

  test("a name that is no field of the message is refused and told, not dropped", async () => {
    const answer = await post("Say", json, JSON.stringify({ requestId: "r", txet: "x", colour: 1 }));
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.body.toString()) as { message: string }).message).toContain("txet");
  });

  test("an unknown number of an enum is a broken rule of its field", async () => {
    const answer = await post("Say", json, JSON.stringify({ requestId: "r", text: "x", colour: 77 }));
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.body.toString()) as { message: string }).message).toContain("colour");
  });

  test.each(["abc", "-1", "99999999999"])("the deadline header %s is refused as invalid", async (timeout) => {
    const answer = await post("Read", { ...json, "connect-timeout-ms": timeout }, `{"text":"x"}`);
    expect(answer.status).toBe(400);
    expect(reasonIn(answer.body.toString())).toBe("INVALID_ARGUMENT");
  });

  test("a deadline that has passed is told as such", async () => {
    const answer = await post("Read", { ...json, "connect-timeout-ms": "0" }, `{"text":"x"}`);
    expect(answer.body.toString()).toContain("DEADLINE_EXCEEDED");
  });

  test.each<[string, Headers]>([
    ["with its length", { "content-length": "3000000" }],
    ["in chunks", { "transfer-encoding": "chunked" }],
  ])("a body that is too large, sent %s, is answered before the connection closes", async (_name, headers) => {
    const answer = await post("Say", { ...json, ...headers }, Buffer.alloc(3_000_000, 0x20));
    expect(answer.status).toBe(429);
    expect(answer.headers.connection).toBe("close");
    expect(reasonIn(answer.body.toString())).toBe("MESSAGE_TOO_LARGE");
  });

  test("a small body that grows too large when unpacked is refused", async () => {
    // The library tells size from damage by a class of node's own errors, which the test runner's realm hides from it.
    const answer = await post("Say", { ...proto, "content-encoding": "gzip" }, gzipSync(Buffer.alloc(20_000_000)));
    expect(["MESSAGE_TOO_LARGE", "MALFORMED_MESSAGE"]).toContain(reasonIn(answer.body.toString()));
  });
});

describe("gRPC", () => {
  test.each([
    ["Say", truncated],
    ["Watch", wrongWireType],
    ["Upload", truncated],
  ])("bytes that do not decode are malformed for %s", async (path, bytes) => {
    const trailers = await grpc(path, envelope(bytes));
    expect([trailers["grpc-status"], reasonOfTrailers(trailers)]).toEqual(["3", "MALFORMED_MESSAGE"]);
  });

  test("a call without a message is malformed", async () => {
    const trailers = await grpc("Say", Buffer.alloc(0));
    expect([trailers["grpc-status"], reasonOfTrailers(trailers)]).toEqual(["3", "MALFORMED_MESSAGE"]);
  });

  test("a call with two messages where one is due is malformed", async () => {
    const trailers = await grpc("Read", Buffer.concat([envelope(Buffer.alloc(0)), envelope(Buffer.alloc(0))]));
    expect([trailers["grpc-status"], reasonOfTrailers(trailers)]).toEqual(["3", "MALFORMED_MESSAGE"]);
  });

  test("a message that says it is huge is refused for its size", async () => {
    const head = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]);
    const trailers = await grpc("Say", head);
    expect([trailers["grpc-status"], reasonOfTrailers(trailers)]).toEqual(["8", "MESSAGE_TOO_LARGE"]);
  });

  test("a message that says it is packed when nothing is agreed is malformed", async () => {
    const trailers = await grpc("Say", envelope(truncated, 1));
    expect([trailers["grpc-status"], reasonOfTrailers(trailers)]).toEqual(["3", "MALFORMED_MESSAGE"]);
  });
});

describe("gRPC-Web", () => {
  test("bytes that do not decode are malformed", async () => {
    const answer = await post("Say", { "content-type": "application/grpc-web+proto" }, envelope(truncated));
    expect(answer.body.toString()).toContain("grpc-status: 3");
    const details = /grpc-status-details-bin: (\S+)/i.exec(answer.body.toString())?.[1] ?? "";
    expect(reasonIn(Buffer.from(details, "base64").toString("latin1"))).toBe("MALFORMED_MESSAGE");
  });
});

describe("the port", () => {
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(stage.server.port, "127.0.0.1", () => socket.write(text));
      let seen = "";
      socket.setTimeout(5000, () => socket.destroy());
      socket
        .on("data", (chunk) => (seen += chunk.toString()))
        .on("close", () => resolve(seen))
        .on("error", reject);
    });

  test("headers beyond 16 KiB are refused", async () => {
    const answer = await raw(
      `GET /healthz HTTP/1.1\r\nhost: x\r\nx-big: ${"x".repeat(20_000)}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431/);
  });

  test("a host that is no host is refused and the server lives on", async () => {
    const answer = await raw(
      "POST /mentorship.echo.v1.EchoService/Say HTTP/1.1\r\nhost: a b\\c\r\nconnection: close\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4/);
    expect((await fetch(`${stage.url}/healthz`)).status).toBe(200);
  });

  test("noise instead of HTTP is refused and the server lives on", async () => {
    expect(await raw("PRI * HTTP/9.9 nonsense\r\n\r\n\r\n")).not.toMatch(/ 200 /);
    expect((await fetch(`${stage.url}/healthz`)).status).toBe(200);
  });

  test("a path of no RPC answers 404, a method of no RPC 405, an unknown content type 415", async () => {
    const status = async (path: string, init: RequestInit) => (await fetch(stage.url + path, init)).status;
    expect(await status("/mentorship.echo.v1.EchoService/Nothing", { method: "POST" })).toBe(404);
    expect(await status("/mentorship.echo.v1.EchoService/Say", { method: "PUT" })).toBe(405);
    expect(
      await status("/mentorship.echo.v1.EchoService/Say", { method: "POST", headers: { "content-type": "text/x" } }),
    ).toBe(415);
  });

  test("a connection that was refused a body by the gate serves the next call", async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const call = (headers: Headers, body: Buffer) =>
      new Promise<number>((resolve, reject) => {
        const request = http.request(`${stage.url}/mentorship.echo.v1.EchoService/Read`, {
          method: "POST",
          agent,
          headers: { ...json, ...headers },
        });
        request
          .on("error", reject)
          .on("response", (response) => response.resume().on("end", () => resolve(response.statusCode ?? 0)));
        request.end(body);
      });
    expect(await call({}, Buffer.alloc(200_000, 0x20))).toBe(401);
    expect(await call({ authorization: `Bearer ${token}` }, Buffer.from(`{"text":"x"}`))).toBe(200);
    agent.destroy();
  });
});
