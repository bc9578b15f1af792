import { consumerDoor, relayDoor, rpcDoor, runService } from "@mentorship/shared/service";
import { workerDoor } from "../activities/worker-door.ts";
import { toConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { subscriptions } from "../events/subscriptions.ts";
import { routes } from "../rpc/routes.ts";
import { sweepDoor } from "../sweep/sweep-door.ts";

await runService({
  service: "scheduling",
  config: toConfig,
  createContext,
  doors: [relayDoor, workerDoor, sweepDoor, consumerDoor(subscriptions), rpcDoor(routes)],
});
