import { createServer, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, createServer as createListener, type Socket } from "node:net";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { NotificationService } from "@mentorship/client/v1";
import { createEdge, type Edge, originRule, readRoutes } from "../../src/edge/index.ts";
import { places } from "../../src/launch/index.ts";
import { type Clients, createClients } from "../../src/testing/clients.ts";

// A service that is killed after the head of its answer and a part of the body have left.
const service = createServer();
const sockets = new Set<Socket>();
const listener = createListener((socket) => {
  sockets.add(socket);
  service.emit("connection", socket);
});
const die = (): void => {
  for (const socket of sockets) socket.destroy();
};
const answerHalf = (stream: ServerHttp2Stream, headers: Record<string, unknown>): void => {
  stream.on("error", () => undefined);
  stream.respond({ ":status": 200, "content-type": String(headers["content-type"]), "content-length": "100" });
  stream.write("half of it", () => setImmediate(die));
};

let edge: Edge;
let clients: Clients;
beforeAll(async () => {
  service.on("stream", answerHalf).on("sessionError", () => undefined);
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const routes = readRoutes(places().routesFile);
  edge = await createEdge({ port: 0, routes, upstreams: { notification: origin }, allowsOrigin: originRule("") });
  clients = createClients(edge.url);
});
afterAll(async () => {
  clients.close();
  await edge.close();
  listener.close();
  die();
});

test.each(["1.1", "2"] as const)(
  "a Connect caller over HTTP/%s is told to try again when the service dies in the middle of its answer",
  async (httpVersion) => {
    const client = clients.client(NotificationService, undefined, { protocol: "connect", httpVersion });
    await expect(client.getUnreadCount({})).rejects.toMatchObject({ code: Code.Unavailable });
  },
);
