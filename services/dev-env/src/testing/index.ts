export { type ClientOptions, type Clients, type Clients5, createClients, rid } from "./clients.ts";
export { type Hold, hold, whileHeld } from "./hold.ts";
export { createTestDatabase, type TestDatabase } from "./test-database.ts";
export { startWorld, type World, type WorldOptions } from "./world.ts";
export { settle } from "../processes/index.ts";
export { type Cast, createCast, must, type PersonWish, tenantNow } from "./cast.ts";
export { type EventMeta, publishBytes, publishEvent } from "./publish.ts";
