import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import * as http from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Code } from "@connectrpc/connect";
import {
  createAuthenticator,
  createInternalTokens,
  internalIssuer,
  refuseDevelopmentKeys,
} from "../../src/auth/index.ts";
import { ConfigError } from "../../src/config/index.ts";
import { DomainError } from "../../src/errors/index.ts";
import { startRpc } from "../../src/rpc/index.ts";
import { createLogger } from "../../src/log/index.ts";
import { echoContract } from "./echo-contract.ts";
import { keyPair, makeKeys } from "./keys.ts";
import { admitAll, bearer, connectClient, openStage, refusalFrom, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const now = () => Math.floor(Date.now() / 1000);
const read = (token: string) => connectClient(stage).read({ text: "x" }, bearer(token));
const internalToken = (claims = {}, header = {}, key = stage.keys.internal) =>
  stage.keys.token({ iss: internalIssuer, sub: "matching", roles: ["internal"], ...claims }, header, key);

describe("a token", () => {
  test("of the platform is accepted", async () => {
    expect((await read(await stage.keys.token())).text).toBe("x");
  });

  test.each<[string, () => Promise<string>]>([
    ["has expired", () => stage.keys.token({ iat: now() - 700, exp: now() - 60 })],
    ["comes from another issuer", () => stage.keys.token({ iss: "somebody" })],
    ["is for another audience", () => stage.keys.token({ aud: "another" })],
    ["has no audience", () => stage.keys.token({ aud: undefined })],
    ["lives longer than 15 minutes", () => stage.keys.token({ exp: now() + 3600 })],
    ["never expires", () => stage.keys.token({ exp: undefined })],
    ["does not say when it was issued", () => stage.keys.token({ iat: undefined })],
    ["was issued too long ago", () => stage.keys.token({ iat: now() - 3600, exp: now() + 60 })],
    ["is issued in the future", () => stage.keys.token({ iat: now() + 300, exp: now() + 600 })],
    ["is of another type", () => stage.keys.token({}, { typ: "at+jwt" })],
    ["has no type", () => stage.keys.token({}, { typ: undefined })],
    ["names no person", () => stage.keys.token({ sub: undefined })],
    ["names an empty person", () => stage.keys.token({ sub: "" })],
    ["names no tenant", () => stage.keys.token({ tenant: undefined })],
    ["names an empty tenant", () => stage.keys.token({ tenant: "" })],
    ["names several tenants", () => stage.keys.token({ tenant: ["a", "b"] })],
    ["names a tenant of 65 characters", () => stage.keys.token({ tenant: "t".repeat(65) })],
    ["has no roles", () => stage.keys.token({ roles: undefined })],
    ["has a role as text", () => stage.keys.token({ roles: "admin" })],
    ["has an unknown role beside a known one", () => stage.keys.token({ roles: ["admin", "owner"] })],
    ["claims the role internal", () => stage.keys.token({ roles: ["internal"] })],
    ["has capabilities that are no texts", () => stage.keys.token({ capabilities: [7] })],
    ["is signed by another key of the same id", async () => stage.keys.token({}, {}, await keyPair("platform-1"))],
    ["is signed by an unknown key", async () => stage.keys.token({}, {}, await keyPair("nobody"))],
    ["is signed by a service for the platform", () => stage.keys.token({}, {}, stage.keys.internal)],
    ["is signed by the platform for a service", () => internalToken({}, {}, stage.keys.platform)],
    ["is a service's in another's name", () => internalToken({ sub: "scheduling" })],
    ["is a service's with a platform role", () => internalToken({ roles: ["admin"] })],
    ["is not signed", async () => `${encoded({ alg: "none", typ: "JWT" })}.${await body()}.`],
    ["is signed with a shared secret", () => sharedSecret()],
    ["is no token", async () => "not-a-token"],
  ])("that %s is refused as unauthenticated", async (_name, make) => {
    const refusal = await refusalFrom(read(await make()));
    expect([refusal.code, refusal.info?.reason]).toEqual([Code.Unauthenticated, "UNAUTHENTICATED"]);
  });

  test("is never repeated in the refusal or in the log", async () => {
    const token = await stage.keys.token({ aud: "another" });
    const refusal = await refusalFrom(read(token));
    expect(refusal.message).not.toContain(token);
    expect(JSON.stringify(stage.lines)).not.toContain(token.slice(0, 30));
  });

  test("that was accepted once is refused when it has expired", async () => {
    const authenticator = await createAuthenticator(stage.keys.auth);
    const token = await stage.keys.token({ iat: now() - 600, exp: now() - 3 });
    const { expiresAt } = await authenticator.authenticate(`Bearer ${token}`);
    const realNow = Date.now;
    Date.now = () => expiresAt + 5001;
    try {
      await expect(authenticator.authenticate(`Bearer ${token}`)).rejects.toMatchObject({ reason: "UNAUTHENTICATED" });
    } finally {
      Date.now = realNow;
    }
  });

  test.each(["EdDSA", "RS256"])("signed with %s is accepted", async (alg) => {
    const keys = await makeKeys();
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    await writeFile(
      "file" in keys.auth.platformKeys ? keys.auth.platformKeys.file : "",
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k" }] }),
    );
    const authenticator = await createAuthenticator(keys.auth);
    const token = await new SignJWT({ tenant: "t", roles: ["mentor"] })
      .setProtectedHeader({ alg, typ: "JWT", kid: "k" })
      .setIssuer("platform")
      .setAudience("mentorship")
      .setSubject("p")
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);
    expect((await authenticator.authenticate(`Bearer ${token}`)).actor).toMatchObject({
      kind: "person",
      id: "p",
      roles: ["mentor"],
    });
    await keys.remove();
  });

  const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const body = async () => (await stage.keys.token()).split(".")[1] ?? "";
  async function sharedSecret(): Promise<string> {
    const jwks = await readFile("file" in stage.keys.auth.platformKeys ? stage.keys.auth.platformKeys.file : "");
    const claims = JSON.parse(Buffer.from(await body(), "base64url").toString()) as Record<string, unknown>;
    return new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(jwks);
  }
});

describe("access", () => {
  const cases: [string, "read" | "match" | "hidden" | "begin", Record<string, unknown>, string | undefined][] = [
    ["a role of the list", "read", { roles: ["mentor"] }, undefined],
    ["one role of the list beside another", "read", { roles: ["mentee", "mentor"] }, undefined],
    ["a role not of the list", "read", { roles: ["mentee"] }, "PERMISSION_DENIED"],
    ["no role at all", "read", { roles: [] }, "PERMISSION_DENIED"],
    ["the capability", "match", { roles: ["mentor"], capabilities: ["mentorship.match"] }, undefined],
    ["the capability without a role", "match", { roles: [], capabilities: ["mentorship.match"] }, undefined],
    ["an admin, by implication", "match", { roles: ["admin"] }, undefined],
    ["another capability", "match", { roles: ["mentor"], capabilities: ["mentorship.read"] }, "PERMISSION_DENIED"],
    [
      "the capability on an RPC that does not ask for it",
      "read",
      { roles: [], capabilities: ["mentorship.match"] },
      "PERMISSION_DENIED",
    ],
    ["an admin on an internal RPC", "hidden", { roles: ["admin"] }, "INTERNAL_ONLY"],
    ["a service of the platform on an internal RPC", "hidden", { roles: ["service"] }, "INTERNAL_ONLY"],
  ];
  test.each(cases)("with %s, %s", async (_name, method, claims, reason) => {
    const call = connectClient(stage)[method]({ text: "x" }, bearer(await stage.keys.token(claims)));
    const outcome = reason === undefined ? (await call).text : (await refusalFrom(call)).info?.reason;
    expect(outcome).toBe(reason ?? "x");
  });

  test("a refusal names what is needed", async () => {
    const refusal = await refusalFrom(read(await stage.keys.token({ roles: ["mentee"] })));
    expect(refusal.code).toBe(Code.PermissionDenied);
    expect(refusal.message).toBe("Read needs role admin or role mentor or role service");
  });

  test("one of the five services calls internal RPCs, and only these", async () => {
    const { tokenFor } = await createInternalTokens(stage.keys.auth);
    const token = await tokenFor("tenant-1");
    expect((await connectClient(stage).hidden({ text: "x" }, bearer(token))).text).toBe("x");
    for (const method of ["read", "match", "begin"] as const) {
      const refusal = await refusalFrom(connectClient(stage)[method]({ text: "x" }, bearer(token)));
      expect(refusal.info?.reason).toBe("PERMISSION_DENIED");
    }
  });

  test("a contract with an RPC that does not say who may call it stops the start", async () => {
    const service = echoContract({ silent: true });
    const handler = async () => ({});
    await expect(
      startRpc({
        host: "127.0.0.1",
        port: 0,
        drainSeconds: 0,
        log: createLogger("echo", { level: "fatal" }),
        authenticator: await createAuthenticator(stage.keys.auth),
        admission: admitAll,
        routes: (router) =>
          router.service(
            service,
            Object.fromEntries(service.methods.map(({ localName }) => [localName, handler])) as never,
          ),
      }),
    ).rejects.toThrow("mentorship.echo.v1.EchoService/Say");
  });

  test("a contract with an RPC that has no handler stops the start", async () => {
    await expect(openStage({ keys: stage.keys, handlers: { read: undefined as never } })).rejects.toThrow(
      "EchoService/Read has no handler",
    );
  });
});

describe("keys", () => {
  test("of a URL are fetched, and an address that does not answer is `unavailable`, not the token's fault", async () => {
    const keys = await makeKeys();
    const file = "file" in keys.auth.platformKeys ? keys.auth.platformKeys.file : "";
    const set = await readFile(file);
    const server = http.createServer((_req, res) => void res.end(set));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/jwks`;
    const header = `Bearer ${await keys.token()}`;
    const reached = await createAuthenticator({ ...keys.auth, platformKeys: { url } });
    expect((await reached.authenticate(header)).tenantId).toBe("tenant-1");
    await new Promise((resolve) => server.close(resolve));
    const away = await createAuthenticator({ ...keys.auth, platformKeys: { url } });
    await expect(away.authenticate(header)).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    await keys.remove();
  });

  test.each<[string, string]>([
    ["an id that begins with development-", "development-1"],
    ["the mark of development", "marked"],
  ])("with %s stop a production configuration", async (_name, kid) => {
    const keys = await makeKeys({ kid });
    const file = "file" in keys.auth.platformKeys ? keys.auth.platformKeys.file : "";
    if (kid === "marked") {
      const set = JSON.parse(await readFile(file, "utf8")) as { keys: Record<string, unknown>[] };
      await writeFile(file, JSON.stringify({ keys: set.keys.map((key) => ({ ...key, development: true })) }));
    }
    await refuseDevelopmentKeys(keys.auth);
    const refused = await refuseDevelopmentKeys({ ...keys.auth, environment: "production" }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(ConfigError);
    expect((refused as ConfigError).problems).toHaveLength(1);
    await keys.remove();
  });

  test("made for development sign nothing that production accepts, even when they turn up after the start", async () => {
    const keys = await makeKeys({ kid: "development-late" });
    const authenticator = await createAuthenticator({ ...keys.auth, environment: "production" });
    const refused = authenticator.authenticate(`Bearer ${await keys.token()}`);
    await expect(refused).rejects.toBeInstanceOf(DomainError);
    await keys.remove();
  });
});

test("a service's own token is kept for its tenant and differs between tenants", async () => {
  const { tokenFor } = await createInternalTokens(stage.keys.auth);
  expect(await tokenFor("a")).toBe(await tokenFor("a"));
  expect(await tokenFor("a")).not.toBe(await tokenFor("b"));
});
