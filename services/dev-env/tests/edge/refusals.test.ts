import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect as connectSocket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Code, ConnectError } from "@connectrpc/connect";
import { NotificationService } from "@mentorship/client/v1";
import { accessOf, isInternal } from "../../src/edge/index.ts";
import { type EdgeOnTrial, startEdgeOnTrial } from "./edge-on-trial.ts";

let trial: EdgeOnTrial;
beforeAll(async () => {
  trial = await startEdgeOnTrial();
});
afterAll(() => trial.stop());

const post = (path: string, type: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(trial.edge.url + path, { method: "POST", headers: { "content-type": type, ...headers }, body: "{}" });

describe("what the contract opens", () => {
  test("the generated descriptors say which RPCs are internal", () => {
    expect(isInternal("/mentorship.v1.ProgrammeService/BatchGetPeople")).toBe(true);
    expect(isInternal("/mentorship.v1.ProgrammeService/GetProgramme")).toBe(false);
    expect(accessOf("/mentorship.v1.ProgrammeService/DropEverything")).toBe("unknown");
  });

  test.each([
    ["another service's RPC that is not routed", "/mentorship.v1.MachineryService/GetClockStatus"],
    ["a method that is in no contract", "/mentorship.v1.ProgrammeService/DropEverything"],
    ["an internal RPC behind an encoded letter", "/mentorship.v1.ProgrammeService/%42atchGetPeople"],
    ["an internal RPC behind a doubled slash", "/mentorship.v1.ProgrammeService//BatchGetPeople"],
    [
      "an internal RPC behind a dot segment",
      "/mentorship.v1.NotificationService/..%2fmentorship.v1.ProgrammeService/BatchGetPeople",
    ],
  ])("%s is refused as unimplemented", async (_name, path) => {
    const answer = await post(path, "application/proto");
    expect(answer.status).toBe(501);
    expect(await answer.json()).toMatchObject({ code: "unimplemented" });
  });

  test("an internal RPC is refused for a query string after it too", async () => {
    const answer = await post("/mentorship.v1.ProgrammeService/BatchGetPeople?x=1", "application/json");
    expect(answer.status).toBe(403);
  });

  test("a path that nothing serves is not found", async () => {
    expect((await fetch(`${trial.edge.url}/favicon.ico`)).status).toBe(404);
  });
});

describe("a service that is not there", () => {
  const path = "/mentorship.v1.MatchingService/GetMatch";

  test("Connect reads unavailable with status 503", async () => {
    const answer = await post(path, "application/json");
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: "unavailable" })]);
  });

  test("a Connect stream reads unavailable in its last envelope", async () => {
    const answer = await post("/mentorship.v1.MatchingService/WatchMatchRun", "application/connect+json");
    const body = Buffer.from(await answer.arrayBuffer());
    expect([answer.status, body[0], body.readUInt32BE(1)]).toEqual([200, 2, body.length - 5]);
    expect(JSON.parse(body.subarray(5).toString())).toMatchObject({ error: { code: "unavailable" } });
  });

  test.each(["application/grpc-web+proto", "application/grpc-web-text"])(
    "%s reads it in its trailer frame",
    async (type) => {
      const answer = await post(path, type);
      const raw = Buffer.from(await answer.arrayBuffer());
      const body = type.endsWith("-text") ? Buffer.from(raw.toString(), "base64") : raw;
      expect([answer.status, body[0], body.readUInt32BE(1)]).toEqual([200, 0x80, body.length - 5]);
      expect(body.subarray(5).toString()).toMatch(/^grpc-status: 14\r\n/);
    },
  );

  test("gRPC reads it in one block of headers that ends the stream", async () => {
    const session = connectHttp2(trial.edge.url);
    const call = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc" });
    call.end();
    const [headers, flags] = (await once(call, "response")) as [Record<string, string>, number];
    expect(headers["grpc-status"]).toBe("14");
    expect(flags & 1).toBe(1);
    session.destroy();
  });
});

describe("bounds", () => {
  test("17 KiB of headers over HTTP/1.1 are answered 431", async () => {
    const socket = connectSocket(Number(new URL(trial.edge.url).port), "127.0.0.1");
    socket.write(`GET /healthz HTTP/1.1\r\nHost: edge\r\nX-Large: ${"x".repeat(17 * 1024)}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 431 /);
  });

  test("17 KiB of headers over HTTP/2 reach no service", async () => {
    const client = trial.clients.client(NotificationService);
    const large = client.getUnreadCount({}, { headers: { "x-large": "x".repeat(17 * 1024) } });
    await expect(large).rejects.toMatchObject({ code: Code.ResourceExhausted });
    expect(trial.lastHeaders().has("x-large")).toBe(false);
    expect((await client.getUnreadCount({})).unread).toBe(7);
  });
});

describe("CORS", () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${trial.edge.url}/mentorship.v1.NotificationService/GetUnreadCount`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,connect-protocol-version,content-type,x-request-id",
      },
    });

  test("a preflight of a named origin allows what a browser's client sends", async () => {
    const answer = await preflight("https://app.example.org");
    const allowed = answer.headers.get("access-control-allow-headers")?.toLowerCase().split(", ") ?? [];
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example.org");
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
    for (const name of ["authorization", "connect-protocol-version", "content-type", "x-grpc-web", "x-request-id"]) {
      expect(allowed).toContain(name);
    }
  });

  test("a preflight of another origin allows nothing", async () => {
    const answer = await preflight("https://elsewhere.example.org");
    expect(answer.headers.has("access-control-allow-origin")).toBe(false);
    expect(answer.headers.has("access-control-allow-headers")).toBe(false);
  });

  test("an answer and a refusal alike can be read by the browser", async () => {
    const headers = { origin: "https://app.example.org" };
    const answered = await post("/mentorship.v1.NotificationService/GetUnreadCount", "application/json", headers);
    const refused = await post("/mentorship.v1.MatchingService/GetMatch", "application/json", headers);
    expect([answered.status, refused.status]).toEqual([200, 503]);
    for (const answer of [answered, refused]) {
      expect(answer.headers.get("access-control-allow-origin")).toBe(headers.origin);
      expect(answer.headers.get("access-control-expose-headers")?.toLowerCase()).toContain("grpc-status");
    }
  });
});

describe("probes, and a service that goes away", () => {
  test("the edge is alive, but not ready when a service is not", async () => {
    expect((await fetch(`${trial.edge.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${trial.edge.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ notification: false, programme: false });
  });

  test("calls after its stop, and a stream within, end as unavailable or broken, never hang", async () => {
    const client = trial.clients.client(NotificationService);
    const stream = client.watchInbox({ cursor: "hang" })[Symbol.asyncIterator]();
    await stream.next();
    await trial.stopServer();
    await expect(stream.next()).rejects.toBeInstanceOf(ConnectError);
    await expect(client.getUnreadCount({})).rejects.toMatchObject({ code: Code.Unavailable });
  });
});
