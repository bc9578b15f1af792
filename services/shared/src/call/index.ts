export type { Actor, Call, Cause, RoleName } from "./call.ts";
export { callKey, callOf, rowCall, systemCall } from "./call-of.ts";
