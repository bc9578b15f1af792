import { ConferencingService, MachineryService } from "@mentorship/client/v1";
import { machineryRoutes } from "@mentorship/shared/machinery";
import type { ServiceRouter } from "@mentorship/shared/rpc";
import type { ConferencingContext } from "../context.ts";
import { getJoinLink } from "./get-join-link.ts";

export const routes = (ctx: ConferencingContext) => (router: ServiceRouter) => {
  router.service(ConferencingService, { getJoinLink: getJoinLink(ctx) });
  router.service(MachineryService, machineryRoutes(ctx));
};
