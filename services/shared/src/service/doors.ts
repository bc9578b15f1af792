import { type EventsContext, startConsumer, startRelay, type Subscription } from "../events/index.ts";
import { type NodeHandler, type ServiceRouter, startRpc } from "../rpc/index.ts";
import type { ServiceConfig } from "../config/index.ts";
import type { Door, OpenDoor } from "./door.ts";
import type { Foundation } from "./foundation.ts";

/** What of a context the door for callers needs. */
type Callable = Pick<Foundation<unknown, ServiceConfig>, "config" | "log" | "authenticator" | "admission">;

/** The door for callers: RPCs, and pages by the start of their path. */
export const rpcDoor =
  <Ctx extends Callable>(
    routes: (ctx: Ctx) => (router: ServiceRouter) => void,
    pages?: (ctx: Ctx) => Readonly<Record<string, NodeHandler>>,
  ): OpenDoor<Ctx> =>
  (ctx) =>
    startRpc({
      host: ctx.config.host,
      port: ctx.config.port,
      drainSeconds: ctx.config.drainSeconds,
      log: ctx.log,
      authenticator: ctx.authenticator,
      admission: ctx.admission,
      routes: routes(ctx),
      ...(pages ? { pages: pages(ctx) } : {}),
    });

/** The door for events. Its durable consumer has the service's name. */
export const consumerDoor =
  <S, Ctx extends EventsContext<S>>(subscriptions: readonly Subscription<S, Ctx>[]): OpenDoor<Ctx> =>
  async (ctx) => {
    const running = await startConsumer(ctx, { name: ctx.data.service, subscriptions });
    return { name: "consumer", stop: () => running.stop() };
  };

/** The way out for events. */
export async function relayDoor<S>(ctx: EventsContext<S>): Promise<Door> {
  const running = await startRelay(ctx);
  return { name: "relay", stop: () => running.stop() };
}
