export type { Door, OpenDoor } from "./door.ts";
export { consumerDoor, relayDoor, rpcDoor } from "./doors.ts";
export { type Closing, type Foundation, openFoundation, type OwnerWay } from "./foundation.ts";
export type { ServiceShape } from "./run-service.ts";
export { runService } from "./run-service.ts";
export { runMigrations } from "./run-migrations.ts";
