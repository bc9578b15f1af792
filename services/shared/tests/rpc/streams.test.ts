import { describe, expect, test } from "@jest/globals";
import { Code, type HandlerContext } from "@connectrpc/connect";
import { DomainError } from "../../src/errors/index.ts";
import { untilTokenExpiry, withHeartbeat } from "../../src/rpc/index.ts";
import { admitAll, bearer, echoClient, openStage, protocols, refusalFrom, until } from "./stage.ts";

/** A stream that says one thing and then waits for its end; `ended` gathers why. */
function waiting(ended: unknown[]) {
  return async function* (request: Record<string, unknown>, rpc: HandlerContext) {
    yield { text: `${String(request.text)} 1` };
    const signal = untilTokenExpiry(rpc);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    ended.push(signal.reason);
  };
}

describe.each(Object.entries(protocols))("%s", (_name, transport) => {
  test("a stream ends with `unauthenticated` when its token expires", async () => {
    const ended: unknown[] = [];
    const stage = await openStage({ handlers: { watch: waiting(ended) } });
    const now = Math.floor(Date.now() / 1000);
    // Accepted within the tolerance of clocks, and over at once.
    const token = await stage.keys.token({ iat: now - 60, exp: now });
    const seen: unknown[] = [];
    const refusal = await refusalFrom(
      (async () => {
        for await (const { text } of echoClient(stage, transport(stage.url)).watch({ text: "x" }, bearer(token)))
          seen.push(text);
      })(),
    );
    expect(refusal.info?.reason).toBe("UNAUTHENTICATED");
    await stage.close();
  });

  test("an open stream ends with the refusal of a person who is no longer admitted", async () => {
    const ended: unknown[] = [];
    let suspend: (error: Error) => void = () => {};
    const watched = new Promise<void>((_resolve, reject) => (suspend = reject));
    const stage = await openStage({
      handlers: { watch: waiting(ended) },
      admission: { ...admitAll, watch: () => watched },
    });
    const seen: unknown[] = [];
    const refusal = await refusalFrom(
      (async () => {
        const messages = echoClient(stage, transport(stage.url)).watch({ text: "x" }, bearer(await stage.keys.token()));
        for await (const { text } of messages) {
          seen.push(text);
          suspend(new DomainError("PERSON_SUSPENDED", "suspended", { person_id: "person-1" }));
        }
      })(),
    );
    expect(seen).toEqual(["x 1"]);
    expect(refusal.info?.reason).toBe("PERSON_SUSPENDED");
    expect(refusal.info?.metadata.person_id).toBe("person-1");
    await until("the handler has ended", () => ended.length > 0);
    await stage.close();
  });

  test("a caller that leaves ends the handler", async () => {
    const ended: unknown[] = [];
    const stage = await openStage({ handlers: { watch: waiting(ended) } });
    const leaving = new AbortController();
    const messages = echoClient(stage, transport(stage.url)).watch(
      { text: "x" },
      { ...bearer(await stage.keys.token()), signal: leaving.signal },
    );
    const refusal = await refusalFrom(
      (async () => {
        for await (const _message of messages) leaving.abort();
      })(),
    );
    expect(refusal.code).toBe(Code.Canceled);
    await until("the handler has ended", () => ended.length > 0);
    await stage.close();
  });
});

describe("a heart-beat", () => {
  async function* slow(gate: Promise<void>) {
    yield "a";
    await gate;
    yield "b";
  }

  test("fills silence and loses nothing", async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const seen: string[] = [];
    for await (const each of withHeartbeat(slow(gate), () => "beat", 10)) {
      seen.push(each);
      if (seen.filter((text) => text === "beat").length === 3) open();
    }
    expect(seen).toEqual(["a", "beat", "beat", "beat", "b"]);
  });

  test("passes the source's error on", async () => {
    async function* failing() {
      yield "a";
      throw new Error("broken");
    }
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const each of withHeartbeat(failing(), () => "beat")) seen.push(each);
      })(),
    ).rejects.toThrow("broken");
    expect(seen).toEqual(["a"]);
  });
});
