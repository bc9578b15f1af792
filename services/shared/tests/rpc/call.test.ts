import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Call, callOf, rowCall, systemCall } from "../../src/call/index.ts";
import { DomainError } from "../../src/errors/index.ts";
import { allOf, bearer, connectClient, openStage, refusalFrom, type Stage, until } from "./stage.ts";

let stage: Stage;
let token: string;
let calls: Call[] = [];
const texts: unknown[] = [];
const unknownTenant = () => Promise.reject(new DomainError("TENANT_UNKNOWN", "unknown", { tenant_id: "t" }));
beforeAll(async () => {
  stage = await openStage({
    admission: {
      admit: async ({ tenantId, actor }) => {
        if (tenantId === "unknown") await unknownTenant();
        if (actor.id === "suspended") throw new DomainError("PERSON_SUSPENDED", "suspended", { person_id: actor.id });
      },
      watch: async () => {},
    },
    handlers: {
      say: async ({ text }, rpc) => {
        calls.push(callOf(rpc));
        texts.push(text);
        return {};
      },
      read: async ({ text }, rpc) => {
        calls.push(callOf(rpc));
        if (text === "wait")
          await new Promise((resolve) => rpc.signal.addEventListener("abort", resolve, { once: true }));
        if (text === "wait") throw new ConnectError("interrupted", Code.Canceled);
        if (text === "huge") return { text: "x".repeat(5_000_000) };
        return {};
      },
    },
  });
  token = await stage.keys.token({ sub: "person-7", roles: ["mentor"], capabilities: ["mentorship.match"] });
});
afterAll(() => stage.close());

const say = async (message: Record<string, unknown>) => {
  calls = [];
  await connectClient(stage).say({ requestId: "r-1", colour: 1, ...message }, bearer(token));
  return calls[0] as Call;
};

describe("a call", () => {
  test("carries tenant, actor, request id and trace id of the token, the message and the header", async () => {
    calls = [];
    const headers = { authorization: `Bearer ${token}`, "x-request-id": "trace-9" };
    await connectClient(stage).say({ requestId: "r-9", text: "x", colour: 1 }, { headers });
    expect(calls[0]).toMatchObject({
      tenantId: "tenant-1",
      actor: { kind: "person", id: "person-7", roles: ["mentor"], capabilities: ["mentorship.match"] },
      cause: { kind: "request", method: "mentorship.echo.v1.EchoService/Say", requestId: "r-9" },
      traceId: "trace-9",
    });
  });

  test("of a read has a reading cause", async () => {
    calls = [];
    await connectClient(stage).read({ text: "x" }, bearer(token));
    expect(calls[0]?.cause).toEqual({ kind: "read", method: "mentorship.echo.v1.EchoService/Read" });
  });

  test("has the same hash for the same body under another request id, and another for another body", async () => {
    const hash = async (message: Record<string, unknown>) => {
      const { cause } = await say(message);
      return cause.kind === "request" ? cause.bodyHash : "";
    };
    const first = await hash({ requestId: "a", text: "x" });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash({ requestId: "b", text: "x" })).toBe(first);
    expect(await hash({ requestId: "a", text: " x\u3000" })).toBe(first);
    expect(await hash({ requestId: "a", text: "y" })).not.toBe(first);
    expect(await hash({ requestId: "a", text: "x", windows: [{}] })).not.toBe(first);
  });

  test.each(["", "   "])(
    "without its request id (%j), where the contract allows that, has a reading cause",
    async (requestId) => {
      const { cause } = await say({ requestId, text: "x" });
      expect(cause.kind).toBe("read");
    },
  );

  test("reaches its handler with texts trimmed and composed, and limits count after that", async () => {
    await say({ text: "  e\u0301 1234567 ".replace(" 1234567", "123456") });
    expect(texts.at(-1)).toBe("\u00e9123456");
    await say({ text: `\n${"12345678"}\t` });
    expect(texts.at(-1)).toBe("12345678");
  });

  test.each([
    ["U+0000", "a\0b"],
    ["half a surrogate pair", "a\ud800"],
  ])("with %s in a text is refused with the field's name", async (_name, text) => {
    const answer = await fetch(`${stage.url}/mentorship.echo.v1.EchoService/Say`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ requestId: "r", text, colour: 1 }),
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { message: string }).message).toMatch(/^text: |\.text /);
  });

  test("of a row is claimed by the row's request id", async () => {
    const call = systemCall("t", "sweep", { kind: "read", method: "S/M" });
    expect(rowCall(call, "row-1", "hash").cause).toEqual({
      kind: "request",
      method: "S/M",
      requestId: "row-1",
      bodyHash: "hash",
    });
    expect(() => rowCall(systemCall("t", "sweep", { kind: "step", workflowId: "w", step: "s" }), "r", "h")).toThrow(
      "step",
    );
  });
});

describe("admission", () => {
  test("refuses a suspended person on unary calls and streams", async () => {
    const suspended = bearer(await stage.keys.token({ sub: "suspended" }));
    expect((await refusalFrom(connectClient(stage).read({ text: "x" }, suspended))).info?.reason).toBe(
      "PERSON_SUSPENDED",
    );
    expect((await refusalFrom(allOf(connectClient(stage).watch({ text: "x" }, suspended)))).info?.reason).toBe(
      "PERSON_SUSPENDED",
    );
  });

  test("lets an unknown tenant call what creates it, and nothing else", async () => {
    const stranger = bearer(await stage.keys.token({ tenant: "unknown", roles: ["service"] }));
    expect((await connectClient(stage).begin({ text: "x" }, stranger)).text).toBe("x");
    expect((await refusalFrom(connectClient(stage).read({ text: "x" }, stranger))).info?.reason).toBe("TENANT_UNKNOWN");
  });
});

describe("the log", () => {
  const lineOf = async (id: string) => {
    await until(`a line of ${id} is written`, () =>
      stage.lines.some((line) => line.request_id === id && line.msg === "rpc"),
    );
    return stage.lines.filter((line) => line.request_id === id && line.msg === "rpc");
  };
  const headers = (id: string) => ({ headers: { authorization: `Bearer ${token}`, "x-request-id": id } });

  test("has one line for a call, with who, what and how it ended, and no body", async () => {
    await connectClient(stage).say({ requestId: "r", text: "secret!!", colour: 1 }, headers("log-1"));
    const lines = await lineOf("log-1");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "info",
      service: "echo",
      rpc: "mentorship.echo.v1.EchoService/Say",
      code: "ok",
      tenant: "tenant-1",
      actor_id: "person-7",
      actor_kind: "person",
      protocol: "connect",
    });
    expect(JSON.stringify(stage.lines)).not.toContain("secret!!");
  });

  test("names code and reason of a refusal", async () => {
    await refusalFrom(connectClient(stage).say({ requestId: "r", text: "far too long", colour: 1 }, headers("log-2")));
    expect((await lineOf("log-2"))[0]).toMatchObject({ code: "invalid_argument", reason: "INVALID_ARGUMENT" });
  });

  test("has one line for a stream, at its end", async () => {
    await allOf(connectClient(stage).watch({ text: "x" }, headers("log-3")));
    expect(await lineOf("log-3")).toHaveLength(1);
  });

  test("tells a caller that left from one that was answered", async () => {
    const leaving = new AbortController();
    const call = refusalFrom(
      connectClient(stage).read({ text: "wait" }, { ...headers("log-4"), signal: leaving.signal }),
    );
    calls = [];
    await until("the call is being handled", () => calls.length > 0);
    leaving.abort();
    expect((await call).code).toBe(Code.Canceled);
    expect((await lineOf("log-4"))[0]).toMatchObject({ code: "canceled" });
  });

  test("tells a deadline, and so does the answer", async () => {
    const answer = await fetch(`${stage.url}/mentorship.echo.v1.EchoService/Read`, {
      method: "POST",
      headers: { ...headers("log-5").headers, "content-type": "application/json", "connect-timeout-ms": "50" },
      body: `{"text":"wait"}`,
    });
    expect(await answer.json()).toMatchObject({
      code: "deadline_exceeded",
      details: [{ debug: { reason: "DEADLINE_EXCEEDED" } }],
    });
    expect((await lineOf("log-5"))[0]).toMatchObject({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED" });
  });

  test("blames the product for an answer that is too large", async () => {
    const refusal = await refusalFrom(connectClient(stage).read({ text: "huge" }, headers("log-6")));
    expect([refusal.code, refusal.info?.reason]).toEqual([Code.Internal, "INTERNAL"]);
    expect((await lineOf("log-6"))[0]).toMatchObject({ code: "internal", level: "error" });
  });
});

describe("the request id", () => {
  const echoed = async (given: string | undefined) => {
    const headers = given === undefined ? {} : { "x-request-id": given };
    return (
      await fetch(`${stage.url}/mentorship.echo.v1.EchoService/Read`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: "{}",
      })
    ).headers.get("x-request-id");
  };
  test("of 64 printable characters is kept", async () => {
    expect(await echoed("a".repeat(64))).toBe("a".repeat(64));
  });
  test.each([
    ["missing", undefined],
    ["of 65 characters", "a".repeat(65)],
    ["with a space inside", "a b"],
  ])("that is %s is made anew", async (_name, given) => {
    expect(await echoed(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });
});
