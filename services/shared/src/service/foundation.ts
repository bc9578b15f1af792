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
  /** Closes what was opened, in reverse order. `alsoFirst` of `openFoundation` is closed before. */
  close(): Promise<void>;
}

/** What a service's context adds and must close, before the foundation under it. */
export type Closing = () => void | Promise<void>;

/**
 * Opens what every service stands on: rows, events, tokens and admission. Nothing connects before it is used. `ownerOf` makes the way to
 * the service that owns tenants and people.
 */
export async function openFoundation<S, Config extends ServiceConfig>(
  config: Config,
  log: Logger,
  ownerOf: (parts: { readonly tokens: InternalTokens; readonly data: Data<S> }) => DirectoryOwner,
  closeFirst: Closing[] = [],
): Promise<Foundation<S, Config>> {
  const authenticator = await createAuthenticator(config.auth);
  const tokens = await createInternalTokens(config.auth);
  const data = openData<S>({ url: config.databaseUrl }, config.service, log);
  const events = openEvents({ url: config.natsUrl, streamFile: config.streamFile }, config.service, log);
  const admission = createAdmission({ data }, ownerOf({ tokens, data }));
  return {
    config,
    log,
    data,
    events,
    authenticator,
    tokens,
    admission,
    async close() {
      for (const close of closeFirst.toReversed()) await close();
      await events.close();
      await closeData(data);
    },
  };
}
