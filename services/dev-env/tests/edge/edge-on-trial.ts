import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { NotificationService, ProgrammeService } from "@mentorship/client/v1";
import { createMixedServer } from "@mentorship/shared/rpc";
import { createEdge, type Edge, originRule, readRoutes } from "../../src/edge/index.ts";
import { places } from "../../src/launch/index.ts";
import { type Clients, createClients } from "../../src/testing/clients.ts";

/** The edge in front of one small server that plays notification and programme; nothing answers for the others. */
export interface EdgeOnTrial {
  edge: Edge;
  clients: Clients;
  /** Lets a stream that waits for it go on. */
  goOn: () => void;
  /** Streams that the server is in now: an ended one, however it ended, does not count. */
  openStreams: () => number;
  /** Headers that the last call brought. */
  lastHeaders: () => Headers;
  stopServer(): Promise<void>;
  stop(): Promise<void>;
}

export async function startEdgeOnTrial(): Promise<EdgeOnTrial> {
  let open = 0;
  let headers = new Headers();
  let goOn: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const routes = (router: ConnectRouter): void => {
    router.service(NotificationService, {
      getUnreadCount: (_req, ctx) => {
        headers = ctx.requestHeader;
        return { unread: 7 };
      },
      markNotificationsRead: ({ requestId }) => {
        throw new ConnectError(`refused ${requestId}`, Code.FailedPrecondition);
      },
      async *watchInbox({ cursor }, ctx) {
        open += 1;
        ctx.signal.addEventListener("abort", () => {
          open -= 1;
        });
        yield { cursor: "first" };
        await (cursor === "hang" ? new Promise(() => undefined) : wait);
        yield { cursor: "second" };
        if (cursor === "fail") throw new ConnectError("the token expired", Code.Unauthenticated);
      },
    });
    router.service(ProgrammeService, {
      async *upsertPeople(requests) {
        for await (const { people } of requests) yield { results: people.map(({ personId }) => ({ personId })) };
      },
    });
  };
  const server = createMixedServer(connectNodeAdapter({ routes }));
  const port = await server.listen(0, "127.0.0.1");
  const origin = `http://127.0.0.1:${port}`;
  const edge = await createEdge({
    port: 0,
    routes: readRoutes(places().routesFile),
    upstreams: { notification: origin, programme: origin },
    allowsOrigin: originRule("https://app.example.org"),
  });
  const clients = createClients(edge.url);
  let stopped: Promise<void> | undefined;
  const stopServer = (): Promise<void> => (stopped ??= server.close(0));
  return {
    edge,
    clients,
    goOn,
    openStreams: () => open,
    lastHeaders: () => headers,
    stopServer,
    stop: async () => {
      clients.close();
      await edge.close();
      await stopServer();
    },
  };
}
