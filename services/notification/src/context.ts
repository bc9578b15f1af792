import { connectDirectory, type Directory } from "@mentorship/shared/directory";
import type { Logger } from "@mentorship/shared/log";
import { type Closing, type Foundation, openFoundation } from "@mentorship/shared/service";
import type { NotificationConfig } from "./config.ts";
import { createInboxWatches, type InboxWatches } from "./store/inbox-watch.ts";
import type { NotificationTables } from "./store/tables.ts";

export interface NotificationContext extends Foundation<NotificationTables, NotificationConfig> {
  readonly people: Directory;
  readonly inboxes: InboxWatches;
}

/** Opens what this service stands on. */
export async function createContext(config: NotificationConfig, log: Logger): Promise<NotificationContext> {
  const closing: Closing[] = [];
  const { foundation, way: people } = await openFoundation<NotificationTables, NotificationConfig, Directory>(
    config,
    log,
    (tokens) => connectDirectory(tokens, config.peers.programme),
    closing,
  );
  const inboxes = createInboxWatches(foundation);
  closing.push(() => inboxes.stop());
  return { ...foundation, people, inboxes };
}
