export { type ServerProgram, type ServerSource, sourceOf } from "./find-binary.ts";
export { withoutCredentials } from "./given.ts";
export { startNats } from "./nats.ts";
export { startPostgres } from "./postgres.ts";
export { repositoryRoot } from "./repository.ts";
export { givenServer, type Server, type ServerOptions } from "./server.ts";
export { startTemporal, type TemporalServer } from "./temporal.ts";
export { ensureTemporal, readTemporalSetup, type TemporalSetup } from "./temporal-setup.ts";
