import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import * as net from "node:net";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { MachineryService } from "@mentorship/client/v1";
import { createInternalTokens } from "../../src/auth/index.ts";
import { type Call, callOf, systemCall } from "../../src/call/index.ts";
import { DomainError, isRefusal, toConnectError } from "../../src/errors/index.ts";
import { createPeer, type Peer, type ServiceRouter } from "../../src/rpc/index.ts";
import { type Keys, keyPair, makeKeys } from "./keys.ts";
import { openStage, type Stage } from "./stage.ts";

let keys: Keys;
let stage: Stage | undefined;
let calls: Call[];
let answer: () => Promise<void>;
let peer: Peer<typeof MachineryService> | undefined;
beforeEach(async () => {
  keys = await makeKeys({ service: "scheduling" });
  calls = [];
  answer = async () => {};
});
afterEach(async () => {
  peer?.close();
  await stage?.close();
  stage = undefined;
  await keys.remove();
});

const routes = (router: ServiceRouter) =>
  router.service(MachineryService, {
    getClockStatus: async (_request, rpc) => {
      calls.push(callOf(rpc));
      await answer();
      return { clockVersion: 3n, now: timestampNow() };
    },
    listAuditChain: async () => ({}),
    verifyAuditChain: async () => ({}),
  });

const open = async (port = 0) => (stage = await openStage({ keys, routes, port }));
const connect = async (url: string, auth = keys.auth) =>
  (peer = createPeer(await createInternalTokens(auth), MachineryService, url));
const failure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe("a call to another service", () => {
  test("acts as this service for the tenant of the call, under the call's trace id", async () => {
    const { url } = await open();
    const from = systemCall("tenant-9", "sweep", { kind: "step", workflowId: "w", step: "s" }, "trace-77");
    const { clockVersion } = await (await connect(url)).of(from).getClockStatus({});
    expect(clockVersion).toBe(3n);
    expect(calls[0]).toMatchObject({
      tenantId: "tenant-9",
      traceId: "trace-77",
      actor: { kind: "service", id: "scheduling", roles: ["internal"] },
    });
  });

  test("is refused by the contract's rules, with the fields", async () => {
    const { url } = await open();
    const refused = await failure((await connect(url)).of("t").listAuditChain({ limit: 0 }));
    expect(refused).toMatchObject({ reason: "INVALID_ARGUMENT", violations: [{ field: "limit" }] });
  });

  test("passes a refusal on with its reason and metadata, to be told to this service's own caller", async () => {
    const { url } = await open();
    answer = () => Promise.reject(new DomainError("PERSON_UNKNOWN", "unknown", { person_id: "p" }));
    const refused = await failure((await connect(url)).of("t").getClockStatus({}));
    expect(refused).toBeInstanceOf(DomainError);
    expect(isRefusal(refused)).toBe(true);
    expect(refused).toMatchObject({ reason: "PERSON_UNKNOWN", metadata: { person_id: "p" } });
    expect(toConnectError(refused, "t").code).toBe(Code.FailedPrecondition);
  });

  test("that meets a fault is a fault here, without its text", async () => {
    const { url } = await open();
    answer = () => Promise.reject(new TypeError("inner detail"));
    const failed = await failure((await connect(url)).of("t").getClockStatus({}));
    expect(isRefusal(failed)).toBe(false);
    const told = toConnectError(failed, "trace");
    expect(told.code).toBe(Code.Internal);
    expect(told.message).not.toContain("inner detail");
  });

  test("with a key that the other does not trust is this product's fault, not its caller's", async () => {
    const { url } = await open();
    const stranger = await makeKeys({ service: "scheduling" });
    const failed = await failure((await connect(url, stranger.auth)).of("t").getClockStatus({}));
    expect(failed).not.toBeInstanceOf(DomainError);
    expect(toConnectError(failed, "t").code).toBe(Code.Internal);
    await stranger.remove();
  });

  test("that takes too long is `unavailable`, worth trying again", async () => {
    const { url } = await open();
    let release: () => void = () => {};
    answer = () => new Promise((resolve) => (release = resolve));
    const failed = await failure((await connect(url)).of("t", { timeoutMs: 50 }).getClockStatus({}));
    expect(failed).toBeInstanceOf(ConnectError);
    const told = toConnectError(failed, "t");
    expect([told.code, isRefusal(failed)]).toEqual([Code.Unavailable, false]);
    release();
  });

  test("whose caller left ends with the caller's reason", async () => {
    const { url } = await open();
    let release: () => void = () => {};
    answer = () => new Promise((resolve) => (release = resolve));
    const left = new DomainError("UNAUTHENTICATED", "the token has expired");
    const signal = AbortSignal.abort(left);
    expect(await failure((await connect(url)).of("t", { signal }).getClockStatus({}))).toBe(left);
    release();
  });

  test("to nobody is `unavailable` with a waiting time", async () => {
    const failed = await failure((await connect(`http://127.0.0.1:${await freePort()}`)).of("t").getClockStatus({}));
    const told = toConnectError(failed, "t");
    expect(told.code).toBe(Code.Unavailable);
    expect(isRefusal(failed)).toBe(false);
  });

  test("finds a peer again that has been restarted on its port", async () => {
    const first = await open();
    const client = await connect(first.url);
    await client.of("t").getClockStatus({});
    await first.close();
    await open(first.server.port);
    expect((await client.of("t").getClockStatus({})).clockVersion).toBe(3n);
  });
});

test("a service whose key is not in the set is refused though its name is right", async () => {
  const { url } = await open();
  const own = await keyPair("internal-scheduling");
  const token = await keys.token({ iss: "mentorship-internal", sub: "scheduling", roles: ["internal"] }, {}, own);
  const answered = await fetch(`${url}/mentorship.v1.MachineryService/GetClockStatus`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: "{}",
  });
  expect(answered.status).toBe(401);
});
