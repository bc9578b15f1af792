export { type ClientOptions, type Clients, createClients } from "./clients.ts";
export { createTestDatabase, type TestDatabase } from "./test-database.ts";
export { startWorld, type World, type WorldOptions } from "./world.ts";
export { settle } from "../processes/index.ts";
export { type Cast, type Clients5, createCast, must, type PersonWish, rid, tenantNow } from "./cast.ts";
export { type EventMeta, publishBytes, publishEvent } from "./publish.ts";
