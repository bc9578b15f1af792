import { consumerDoor, relayDoor, rpcDoor, runService } from "@mentorship/shared/service";
import { toConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { reconcilerDoor, workerDoor } from "../doors.ts";
import { subscriptions } from "../events/subscriptions.ts";
import { routes } from "../rpc/routes.ts";

await runService({
  service: "matching",
  config: toConfig,
  createContext,
  doors: [workerDoor, relayDoor, reconcilerDoor, consumerDoor(subscriptions), rpcDoor(routes)],
});
