import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Code } from "@connectrpc/connect";
import { DomainError } from "../../src/errors/index.ts";
import { allOf, bearer, echoClient, openStage, protocols, refusalFrom, type Stage } from "./stage.ts";

const slotTaken = () =>
  new DomainError("SLOT_TAKEN", "the time is taken", { nearest_free: "2030-01-01T10:00:00Z" }, { retryAfterMs: 1500 });

let stage: Stage;
let token: string;
beforeAll(async () => {
  stage = await openStage({
    handlers: {
      read: async ({ text }) => {
        if (text === "fault") throw new TypeError("secret detail of a fault");
        throw slotTaken();
      },
      watch: async function* ({ text }) {
        yield { text: `${String(text)} 1` };
        if (text === "fault") throw new TypeError("secret detail of a fault");
        if (text === "refuse") throw slotTaken();
        yield { text: `${String(text)} 2` };
      },
    },
  });
  token = await stage.keys.token();
});
afterAll(() => stage.close());

describe.each(Object.entries(protocols))("%s", (_name, transport) => {
  const client = () => echoClient(stage, transport(stage.url));

  test("a unary call is answered and its request id comes back", async () => {
    let echoed: string | null = null;
    const answer = await client().say(
      { requestId: "r-1", text: "hi", colour: 1 },
      {
        headers: { authorization: `Bearer ${token}`, "x-request-id": "trace-1" },
        onHeader: (h) => (echoed = h.get("x-request-id")),
      },
    );
    expect(answer.text).toBe("hi");
    expect(answer.cause).toBe("request");
    expect(echoed).toBe("trace-1");
  });

  test("a stream is passed on message by message", async () => {
    const texts = (await allOf(client().watch({ text: "hi" }, bearer(token)))).map(({ text }) => text);
    expect(texts).toEqual(["hi 1", "hi 2"]);
  });

  test("a refusal comes with reason, metadata, waiting time and the code of the contract", async () => {
    const refusal = await refusalFrom(
      client().read({ text: "x" }, { headers: { authorization: `Bearer ${token}`, "x-request-id": "trace-2" } }),
    );
    expect(refusal.code).toBe(Code.AlreadyExists);
    expect(refusal.info?.domain).toBe("mentorship");
    expect(refusal.info?.reason).toBe("SLOT_TAKEN");
    expect(refusal.info?.metadata).toEqual({ nearest_free: "2030-01-01T10:00:00Z", request_id: "trace-2" });
    expect(refusal.retryMs).toBe(1500);
  });

  test("a refusal from inside a stream comes with its reason after the messages before it", async () => {
    const seen: unknown[] = [];
    const refusal = await refusalFrom(
      (async () => {
        for await (const { text } of client().watch({ text: "refuse" }, bearer(token))) seen.push(text);
      })(),
    );
    expect(seen).toEqual(["refuse 1"]);
    expect(refusal.info?.reason).toBe("SLOT_TAKEN");
  });

  test.each(["unary", "stream"])(
    "a fault tells a %s caller nothing but the request id, and the log everything",
    async (kind) => {
      const headers = { authorization: `Bearer ${token}`, "x-request-id": `fault-${kind}` };
      const call =
        kind === "unary"
          ? client().read({ text: "fault" }, { headers })
          : allOf(client().watch({ text: "fault" }, { headers }));
      const refusal = await refusalFrom(call);
      expect(refusal.code).toBe(Code.Internal);
      expect(refusal.message).not.toContain("secret");
      expect(refusal.info?.reason).toBe("INTERNAL");
      expect(refusal.info?.metadata).toEqual({ request_id: `fault-${kind}` });
      const logged = stage.lines.filter((line) => line.request_id === `fault-${kind}`);
      expect(JSON.stringify(logged)).toContain("secret detail of a fault");
    },
  );

  test("a broken rule is told with its field's path", async () => {
    const refusal = await refusalFrom(
      client().say({ requestId: "r", text: "far too long", colour: 1, windows: [{ startMinute: -1 }] }, bearer(token)),
    );
    expect(refusal.code).toBe(Code.InvalidArgument);
    expect(refusal.info?.reason).toBe("INVALID_ARGUMENT");
    expect(refusal.violations.map(({ field }) => field)).toEqual(["text", "windows[0].start_minute"]);
    expect(refusal.violations[0]?.description).toContain("8");
  });

  test("a call without a token is refused before it is handled", async () => {
    const before = stage.handled();
    const refusal = await refusalFrom(client().say({ requestId: "r", text: "x", colour: 1 }));
    expect([refusal.code, refusal.info?.reason]).toEqual([Code.Unauthenticated, "UNAUTHENTICATED"]);
    const streamed = await refusalFrom(allOf(client().watch({ text: "x" })));
    expect(streamed.info?.reason).toBe("UNAUTHENTICATED");
    expect(stage.handled()).toBe(before);
  });

  test("a deadline beyond the longest is refused, not cut to nothing", async () => {
    const refusal = await refusalFrom(
      client().say({ requestId: "r", text: "x", colour: 1 }, { ...bearer(token), timeoutMs: 90_000_000 }),
    );
    expect([refusal.code, refusal.info?.reason]).toEqual([Code.InvalidArgument, "INVALID_ARGUMENT"]);
    expect(refusal.violations[0]?.description).toContain("30000");
  });

  test("a request that is too large is refused with its limit, and the answer arrives", async () => {
    const refusal = await refusalFrom(
      client().say({ requestId: "r", text: "x".repeat(900_000), colour: 1 }, bearer(token)),
    );
    expect([refusal.code, refusal.info?.reason]).toEqual([Code.ResourceExhausted, "MESSAGE_TOO_LARGE"]);
    expect(refusal.info?.metadata.limit_bytes).toBe("262144");
  });

  test("a stream with a deadline of an hour is served", async () => {
    const texts = await allOf(client().watch({ text: "x" }, { ...bearer(token), timeoutMs: 3_600_000 }));
    expect(texts.length).toBe(2);
  });
});

describe.each(Object.entries(protocols).filter(([name]) => name.includes("HTTP/2")))("%s", (_name, transport) => {
  test("an uploaded stream is handled whole, and a broken message is told with its place", async () => {
    const client = echoClient(stage, transport(stage.url));
    async function* rows(...texts: string[]) {
      for (const text of texts) yield { text };
    }
    expect((await client.upload(rows("a", "b"), bearer(token))).text).toBe("a+b");
    const refusal = await refusalFrom(client.upload(rows("a", "far too long"), bearer(token)));
    expect(refusal.info?.reason).toBe("INVALID_ARGUMENT");
    expect(refusal.info?.metadata.position).toBe("2");
    expect(refusal.violations[0]?.field).toBe("text");
  });
});
