import { connect } from "nats";
import { SERVICES } from "../../src/launch/index.ts";
import { settle, type World } from "../../src/testing/index.ts";

const STREAM = "MENTORSHIP";

/** Waits until every event is published and every service has done with each of them. */
export async function quiet(world: World, timeoutMs = 45_000): Promise<void> {
  const nats = await connect({ servers: world.natsUrl });
  try {
    const manager = await nats.jetstreamManager();
    const lastSequence = async () => (await manager.streams.info(STREAM)).state.last_seq;
    const unsettled = async (): Promise<string[]> => {
      const found = await Promise.all(
        SERVICES.map(async (service) => {
          const info = await manager.consumers.info(STREAM, service);
          return info.num_pending + info.num_ack_pending + (await unpublished(world, service)) > 0 ? [service] : [];
        }),
      );
      return found.flat();
    };
    const look = async (): Promise<boolean> => {
      const before = await lastSequence();
      const waiting = await unsettled();
      if (waiting.length > 0) throw new Error(`${waiting.join(", ")} still have something to do`);
      return before === (await lastSequence());
    };
    await settle(look, { what: "all events to be applied", timeoutMs });
  } finally {
    await nats.close();
  }
}

/** How many events of a service wait to be published. */
export async function unpublished(world: World, service: string): Promise<number> {
  const [row] = await world.sql<{ count: number }>(
    `select count(*)::int4 as count from ${service}.outbox where published_at is null`,
  );
  return row?.count ?? 0;
}

/** How many messages the stream holds, and how many events all outboxes. */
export async function streamAndOutboxes(world: World): Promise<{ stream: number; outboxes: number }> {
  const nats = await connect({ servers: world.natsUrl });
  try {
    const { state } = await (await nats.jetstreamManager()).streams.info(STREAM);
    const counts = await Promise.all(
      SERVICES.map((service) => world.sql<{ count: number }>(`select count(*)::int4 as count from ${service}.outbox`)),
    );
    return { stream: state.messages, outboxes: counts.reduce((sum, rows) => sum + (rows[0]?.count ?? 0), 0) };
  } finally {
    await nats.close();
  }
}
