import { consumerDoor, relayDoor, rpcDoor, runService } from "@mentorship/shared/service";
import { toConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { subscriptions } from "../events/subscriptions.ts";
import { routes } from "../rpc/routes.ts";

await runService({
  service: "programme",
  config: toConfig,
  createContext,
  doors: [relayDoor, consumerDoor(subscriptions), rpcDoor(routes)],
});
