import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import * as web from "@connectrpc/connect-web";
import { Health, HealthCheckResponse_ServingStatus } from "@mentorship/client/grpc/health/v1/health_pb.js";
import {
  ServerReflection,
  ServerReflectionRequestSchema,
} from "@mentorship/client/grpc/reflection/v1/reflection_pb.js";
import {
  MatchingService,
  MatchRunPhase,
  Modality,
  NotificationService,
  ProgrammeService,
  SchedulingService,
  UpsertOutcome,
} from "@mentorship/client/v1";
import {
  type Cast,
  type ClientOptions,
  createCast,
  createClients,
  must,
  rid,
  startWorld,
  type World,
} from "../../src/testing/index.ts";
import { SERVICES } from "../../src/launch/index.ts";
import { refused } from "./contract/call-rpc.ts";

const WAYS: [string, ClientOptions][] = [
  ["Connect over HTTP/1.1", { httpVersion: "1.1" }],
  ["Connect with JSON over HTTP/1.1", { httpVersion: "1.1", json: true }],
  ["Connect over HTTP/2", { httpVersion: "2" }],
  ["Connect with JSON over HTTP/2", { httpVersion: "2", json: true }],
  ["gRPC-Web over HTTP/1.1", { protocol: "grpc-web", httpVersion: "1.1" }],
  ["gRPC-Web over HTTP/2", { protocol: "grpc-web", httpVersion: "2" }],
  ["gRPC over HTTP/2", { protocol: "grpc" }],
];

let world: World;
let cast: Cast;
let matchId: string;
let runId: string;
let tokens: Readonly<Record<"admin" | "mentor" | "mentee", string>>;
let hour = 0;

beforeAll(async () => {
  world = await startWorld();
  cast = await createCast(world);
  const { match } = await cast.pair();
  ({ matchId, runId } = match);
  const tokenOf = (role: "admin" | "mentor" | "mentee") =>
    world.token({ tenant: cast.tenantId, sub: role, roles: [role] });
  tokens = { admin: await tokenOf("admin"), mentor: await tokenOf("mentor"), mentee: await tokenOf("mentee") };
  hour = Math.ceil(Date.now() / 3_600_000) + 100;
}, 120_000);

afterAll(() => world?.stop());

const booking = (startsAt = new Date(hour++ * 3_600_000)) => ({
  requestId: rid(),
  matchId,
  start: { case: "scheduledAt" as const, value: timestampFromDate(startsAt) },
  modality: Modality.VIDEO,
  title: "Session",
});

const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => {
      throw new Error("the call was answered");
    },
    (error: unknown) => refused(error),
  );

describe.each(WAYS)("%s through the edge", (_name, how) => {
  test("a call is answered with the id of its request", async () => {
    let echoed: string | null = null;
    const { match } = await world
      .client(MatchingService, tokens.mentor, how)
      .getMatch(
        { matchId },
        { headers: { "x-request-id": "seen-by-all" }, onHeader: (headers) => (echoed = headers.get("x-request-id")) },
      );
    expect(match?.mentee?.person?.displayName).toBe("Name of mentee");
    expect(echoed).toBe("seen-by-all");
  });

  test("a refusal arrives with its code, its reason and its metadata", async () => {
    const id = "0190c0de-0000-7000-8000-000000000000";
    const { code, reason, metadata } = await errorOf(
      world.client(MatchingService, tokens.mentor, how).getMatch({ matchId: id }),
    );
    expect([code, reason, metadata.resource, metadata.id]).toEqual(["not_found", "NOT_FOUND", "match", id]);
  });

  test("a refusal of a field names it", async () => {
    const scheduling = world.client(SchedulingService, tokens.mentor, how);
    const { code, fields } = await errorOf(scheduling.bookSession({ ...booking(), title: "", modality: 0 }));
    expect([code, [...fields].sort()]).toEqual(["invalid_argument", ["modality", "title"]]);
  });

  test("a call without a token is unauthenticated", async () => {
    const { code, reason } = await errorOf(world.client(NotificationService, undefined, how).getUnreadCount({}));
    expect([code, reason]).toEqual(["unauthenticated", "UNAUTHENTICATED"]);
  });

  test("an inbox is streamed: a cursor at once, then what comes, as it comes", async () => {
    const leaving = new AbortController();
    const stream = world.client(NotificationService, tokens.mentee, how).watchInbox({}, { signal: leaving.signal });
    const answers = stream[Symbol.asyncIterator]();
    const first = await answers.next();
    expect(must(first.value).cursor).not.toBe("");
    const { session } = await cast.admin.scheduling.bookSession(booking());
    const second = await answers.next();
    expect(must(second.value).notification?.sessionId).toBe(session?.sessionId);
    leaving.abort();
    await expect(answers.next()).rejects.toMatchObject({ code: Code.Canceled });
  });

  test("a run's progress is streamed to its end", async () => {
    const phases: MatchRunPhase[] = [];
    for await (const { run } of world.client(MatchingService, tokens.admin, how).watchMatchRun({ runId })) {
      phases.push(must(run).phase);
    }
    expect(phases.at(-1)).toBe(MatchRunPhase.FINISHED);
  });

  test("a stream that is refused ends with the refusal", async () => {
    const read = async (): Promise<void> => {
      for await (const _ of world.client(MatchingService, tokens.mentor, how).watchMatchRun({ runId })) continue;
    };
    const { code, reason } = await errorOf(read());
    expect([code, reason]).toEqual(["permission_denied", "PERMISSION_DENIED"]);
  });
});

describe("streams of both sides", () => {
  test.each<[string, ClientOptions]>([
    ["Connect", {}],
    ["Connect with JSON", { json: true }],
    ["gRPC", { protocol: "grpc" }],
  ])("%s over HTTP/2: people are brought in, each message answered before the next is sent", async (name, how) => {
    const prefix = name.toLowerCase().replaceAll(" ", "-");
    let answered: () => void = () => undefined;
    async function* messages() {
      for (const part of [1, 2, 3]) {
        const heard = new Promise<void>((resolve) => (answered = resolve));
        const personId = `${prefix}-${part}`;
        const person = { personId, version: 1n, displayName: personId, email: `${personId}@mail.example`, zone: "UTC" };
        yield { people: part === 2 ? [person, { ...person, email: "nobody" }] : [person] };
        await heard;
      }
    }
    const outcomes: UpsertOutcome[][] = [];
    for await (const { results } of world.client(ProgrammeService, tokens.admin, how).upsertPeople(messages())) {
      outcomes.push(results.map(({ outcome }) => outcome));
      answered();
    }
    const { CREATED, REFUSED } = UpsertOutcome;
    expect(outcomes).toEqual([[CREATED], [CREATED, REFUSED], [CREATED]]);
  });
});

describe("a browser", () => {
  const origin = "http://localhost:5173";
  const rpc = () => `${world.edgeUrl}/mentorship.v1.NotificationService/GetUnreadCount`;
  const preflight = (from: string) =>
    fetch(rpc(), {
      method: "OPTIONS",
      headers: {
        origin: from,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,connect-protocol-version,content-type,x-request-id",
      },
    });

  test("may ask beforehand, and is told what it may send and read", async () => {
    const { status, headers } = await preflight(origin);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    expect(headers.get("access-control-allow-methods")).toContain("POST");
    const allowed = headers.get("access-control-allow-headers")?.toLowerCase() ?? "";
    for (const header of ["authorization", "connect-protocol-version", "content-type", "x-grpc-web", "x-request-id"]) {
      expect(allowed).toContain(header);
    }
  });

  test("of another origin is told nothing", async () => {
    const { headers } = await preflight("https://somewhere.example");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  test("calls from its origin and may read the answer, refusals too", async () => {
    const call = (authorization: string) =>
      fetch(rpc(), {
        method: "POST",
        headers: { origin, authorization, "content-type": "application/json" },
        body: "{}",
      });
    const answered = await call(`Bearer ${tokens.mentee}`);
    expect([answered.status, answered.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
    expect(answered.headers.get("access-control-expose-headers")?.toLowerCase()).toContain("x-request-id");
    const unread = ((await answered.json()) as { unread?: number }).unread ?? 0;
    expect(unread).toBeGreaterThan(0);
    const denied = await call("Bearer nothing");
    expect([denied.status, denied.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
  });

  test.each([
    ["Connect", web.createConnectTransport],
    ["gRPC-Web", web.createGrpcWebTransport],
  ])("with the web client of %s calls, streams and reads refusals", async (_name, createTransport) => {
    const baseUrl = world.edgeUrl;
    const headers = { authorization: `Bearer ${tokens.mentee}`, origin };
    const transport = createTransport({ baseUrl });
    const matching = createClient(MatchingService, transport);
    expect((await matching.getMatch({ matchId }, { headers })).match?.matchId).toBe(matchId);
    expect((await errorOf(matching.runMatching({ requestId: rid() }, { headers }))).reason).toBe("PERMISSION_DENIED");
    const leaving = new AbortController();
    const inbox = createClient(NotificationService, transport).watchInbox({}, { headers, signal: leaving.signal });
    const answers = inbox[Symbol.asyncIterator]();
    expect(must((await answers.next()).value).cursor).not.toBe("");
    const { session } = await cast.admin.scheduling.bookSession(booking());
    expect(must((await answers.next()).value).notification?.sessionId).toBe(session?.sessionId);
    leaving.abort();
    const code = await answers.next().then(
      () => undefined,
      (error: unknown) => ConnectError.from(error).code,
    );
    expect(code).toBe(Code.Canceled);
  });
});

describe("each service at its own port", () => {
  test.each(SERVICES)("%s tells its health and lists its RPCs to tools", async (service) => {
    const address = must(world.addresses[service]);
    const { client, close } = createClients(address);
    const typeName = `mentorship.v1.${service.charAt(0).toUpperCase()}${service.slice(1)}Service`;
    const health = client(Health, undefined, { protocol: "grpc" });
    for (const name of ["", typeName]) {
      expect((await health.check({ service: name })).status).toBe(HealthCheckResponse_ServingStatus.SERVING);
    }
    expect((await errorOf(health.check({ service: "mentorship.v1.Nothing" }))).code).toBe("not_found");
    const question = create(ServerReflectionRequestSchema, { messageRequest: { case: "listServices", value: "" } });
    const reflection = client(ServerReflection, undefined, { protocol: "grpc" });
    for await (const { messageResponse } of reflection.serverReflectionInfo(
      (async function* () {
        yield question;
      })(),
    )) {
      const listed = messageResponse.case === "listServicesResponse" ? messageResponse.value.service : [];
      expect(listed.map(({ name }) => name)).toContain(typeName);
    }
    close();
    for (const probe of ["healthz", "readyz"]) expect((await fetch(`${address}/${probe}`)).status).toBe(200);
  });

  test("the edge is healthy, and ready when all five are", async () => {
    expect((await fetch(`${world.edgeUrl}/healthz`)).status).toBe(200);
    const readiness = (await (await fetch(`${world.edgeUrl}/readyz`)).json()) as Record<string, boolean>;
    expect(readiness).toEqual(Object.fromEntries(SERVICES.map((service) => [service, true])));
  });
});
