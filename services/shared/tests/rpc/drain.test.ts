import { describe, expect, test } from "@jest/globals";
import * as net from "node:net";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@mentorship/client/grpc/health/v1/health_pb.js";
import { ServerReflection } from "@mentorship/client/grpc/reflection/v1/reflection_pb.js";
import { bearer, connectClient, echoClient, openStage, protocols, refusalFrom, type Stage, until } from "./stage.ts";

const status = async (stage: Stage, path: string) => (await fetch(stage.url + path)).status;
const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

describe("a drain", () => {
  test.each(Object.entries(protocols))(
    "over %s lets calls under way end and ends streams with `unavailable`",
    async (_name, transport) => {
      let answer: () => void = () => {};
      const held = new Promise<void>((resolve) => (answer = resolve));
      let handling = 0;
      let streaming = 0;
      const stage = await openStage({
        handlers: {
          read: async ({ text }) => {
            handling += 1;
            await held;
            return { text };
          },
          watch: async function* (_request, rpc) {
            yield { text: "first" };
            streaming += 1;
            await new Promise<void>((resolve) => rpc.signal.addEventListener("abort", () => resolve(), { once: true }));
          },
        },
      });
      const token = bearer(await stage.keys.token());
      const call = echoClient(stage, transport(stage.url)).read({ text: "x" }, token);
      const stream = refusalFrom(
        (async () => {
          for await (const _message of echoClient(stage, transport(stage.url)).watch({ text: "x" }, token));
        })(),
      );
      await until("both are under way", () => handling === 1 && streaming === 1);
      const stopped = stage.close();
      const refusal = await stream;
      expect([refusal.info?.reason, refusal.retryMs]).toEqual(["UNAVAILABLE", 1000]);
      expect(await accepts(stage.server.port)).toBe(false);
      answer();
      expect((await call).text).toBe("x");
      await stopped;
    },
  );

  test("serves on while it is no longer ready", async () => {
    const stage = await openStage({ drainSeconds: 1 });
    const token = bearer(await stage.keys.token());
    expect([await status(stage, "/readyz"), await status(stage, "/healthz")]).toEqual([200, 200]);
    const stopped = stage.close();
    expect([await status(stage, "/readyz"), await status(stage, "/healthz")]).toEqual([503, 200]);
    expect((await connectClient(stage).read({ text: "x" }, token)).text).toBe("x");
    await stopped;
    expect(await accepts(stage.server.port)).toBe(false);
  });
});

describe("probes", () => {
  test("health tells the process, its services and no others, and watchers hear of the drain first", async () => {
    const stage = await openStage({ drainSeconds: 1 });
    const health = createClient(Health, createGrpcTransport({ baseUrl: stage.url, idleConnectionTimeoutMs: 200 }));
    expect((await health.check({})).status).toBe(Status.SERVING);
    expect((await health.check({ service: "mentorship.echo.v1.EchoService" })).status).toBe(Status.SERVING);
    expect((await refusalFrom(health.check({ service: "nobody" }))).info?.reason).toBe("NOT_FOUND");
    const { statuses } = await health.list({});
    expect(statuses["mentorship.echo.v1.EchoService"]?.status).toBe(Status.SERVING);
    const told: Status[] = [];
    let stopped: Promise<void> | undefined;
    const refusal = await refusalFrom(
      (async () => {
        for await (const each of health.watch({})) {
          told.push(each.status);
          stopped ??= stage.close();
        }
      })(),
    );
    expect(told).toEqual([Status.SERVING, Status.NOT_SERVING]);
    expect(refusal.info?.reason).toBe("UNAVAILABLE");
    await stopped;
  });

  test("reflection lists the services and describes them with all that they import", async () => {
    const stage = await openStage();
    const reflection = createClient(
      ServerReflection,
      createConnectTransport({ baseUrl: stage.url, httpVersion: "2", idleConnectionTimeoutMs: 200 }),
    );
    async function* questions() {
      yield { messageRequest: { case: "listServices", value: "" } } as const;
      yield { messageRequest: { case: "fileContainingSymbol", value: "mentorship.echo.v1.EchoService.Say" } } as const;
      yield { messageRequest: { case: "fileContainingSymbol", value: "nothing.of.this" } } as const;
    }
    const answers = [];
    for await (const { messageResponse } of reflection.serverReflectionInfo(questions())) answers.push(messageResponse);
    const [list, file, nothing] = answers;
    expect(list?.case === "listServicesResponse" && list.value.service.map(({ name }) => name)).toContain(
      "mentorship.echo.v1.EchoService",
    );
    expect(file?.case === "fileDescriptorResponse" && file.value.fileDescriptorProto.length).toBeGreaterThan(2);
    expect(nothing?.case).toBe("errorResponse");
    await stage.close();
  });
});
