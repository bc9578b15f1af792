export { databaseUrl, dropDatabase, ensureDatabase, ensureRoles, rolePassword, withClient } from "./database.ts";
export { migrate } from "./migrate.ts";
export { nodeCommand, places, SERVICES, type ServiceName, stripsTypes } from "./places.ts";
export { type Platform, type PlatformOptions, startPlatform } from "./platform.ts";
export { DEFAULT_PORTS, freePorts, type Listener, type Ports, portsFromEnv, refuseTakenPorts } from "./ports.ts";
export { ensureStream } from "./stream.ts";
export { Interrupted, withPlatform } from "./with-platform.ts";
