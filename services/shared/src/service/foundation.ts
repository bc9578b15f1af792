import { type Admission, createAdmission, type DirectoryOwner } from "../admission/index.ts";
import { type Authenticator, createAuthenticator, createInternalTokens, type InternalTokens } from "../auth/index.ts";
import type { ServiceConfig } from "../config/index.ts";
import { type EventsDoor, openEvents } from "../events/index.ts";
import type { Logger } from "../log/index.ts";
import { closeData, type Data, openData } from "../postgres/index.ts";

/** What the context of every service begins with. */
export interface Foundation<S, Config extends ServiceConfig> {
  readonly config: Config;
  readonly log: Logger;
  readonly data: Data<S>;
  readonly events: EventsDoor;
  readonly authenticator: Authenticator;
  readonly tokens: InternalTokens;
  readonly admission: Admission;
  /** Closes what was opened, in reverse order: first the `closeFirst` of `openFoundation`, then the owner's way. */
  close(): Promise<void>;
}

/** What a service's context adds and must close, before the foundation under it. */
export type Closing = () => void | Promise<void>;

/** A way to the service that owns tenants and people. */
export interface OwnerWay {
  readonly owner: DirectoryOwner;
  close(): void;
}

/**
 * Opens what every service stands on: rows, events, tokens, admission, and the way to the owner of tenants and people that `connect`
 * makes. Nothing connects before it is used.
 */
export async function openFoundation<S, Config extends ServiceConfig, Way extends OwnerWay>(
  config: Config,
  log: Logger,
  connect: (tokens: InternalTokens) => Way,
  closeFirst: Closing[] = [],
): Promise<{ readonly foundation: Foundation<S, Config>; readonly way: Way }> {
  const authenticator = await createAuthenticator(config.auth);
  const tokens = await createInternalTokens(config.auth);
  const data = openData<S>({ url: config.databaseUrl }, config.service, log);
  const events = openEvents({ url: config.natsUrl, streamFile: config.streamFile }, config.service, log);
  const way = connect(tokens);
  const admission = createAdmission({ data }, way.owner);
  const foundation: Foundation<S, Config> = {
    config,
    log,
    data,
    events,
    authenticator,
    tokens,
    admission,
    async close() {
      for (const close of closeFirst.toReversed()) await close();
      way.close();
      await events.close();
      await closeData(data);
    },
  };
  return { foundation, way };
}
