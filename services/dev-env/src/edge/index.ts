export { accessOf, isInternal, type PathAccess } from "./access.ts";
export { originRule, type OriginRule } from "./cors.ts";
export { createEdge, type Edge, type EdgeOptions } from "./edge.ts";
export { readRoutes, type Route } from "./routes.ts";
