export { machineryRoutes, type MachineryOptions } from "./machinery-routes.ts";
export { type ClockStatus, clockStatus } from "./clock-status.ts";
