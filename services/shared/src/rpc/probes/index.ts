export { createReadiness, mountHealth } from "./health.ts";
export type { Readiness } from "./health.ts";
export { mountReflection } from "./reflection.ts";
