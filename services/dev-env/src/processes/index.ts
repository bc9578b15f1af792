export { identityOf, isStillRunning } from "./identity.ts";
export { endLeftovers } from "./leftovers.ts";
export { freePort, isPortFree } from "./ports.ts";
export { isReady } from "./readiness.ts";
export { settle, type SettleOptions } from "./settle.ts";
export { type Exit, logTail, type ProcessSpec, type RunningProcess, startProcess } from "./start-process.ts";
export { startWarden, type Warden } from "./warden.ts";
