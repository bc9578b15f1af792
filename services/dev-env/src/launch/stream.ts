import { readStreamFile } from "@mentorship/shared/events";
import { connect } from "nats";
import { places } from "./places.ts";

/** Creates the platform's one stream from `deploy/nats/stream.json`, or brings it to what the file says. */
export async function ensureStream(natsUrl: string): Promise<void> {
  const definition = await readStreamFile(places().streamFile);
  const connection = await connect({ servers: natsUrl, timeout: 5_000, reconnect: false });
  try {
    const { streams } = await connection.jetstreamManager();
    const found = await streams.info(definition.name).catch(() => undefined);
    if (found === undefined) await streams.add(definition);
    else await streams.update(definition.name, definition);
  } finally {
    await connection.close();
  }
}
