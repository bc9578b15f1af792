import { consumerDoor, relayDoor, rpcDoor, runService } from "@mentorship/shared/service";
import { toConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { subscriptions } from "../events/subscriptions.ts";
import { answerJoin } from "../join/answer.ts";
import { routes } from "../rpc/routes.ts";

await runService({
  service: "conferencing",
  config: toConfig,
  createContext,
  doors: [relayDoor, consumerDoor(subscriptions), rpcDoor(routes, (ctx) => ({ "/join/": answerJoin(ctx) }))],
});
