import { type EventsDoor, isMissing, managerOf } from "@mentorship/shared/events";

/** The subjects that are heard of each service. */
export type SubjectsBySource = Readonly<Record<string, readonly string[]>>;

/** Events of each source that are published and not yet applied, by service; undefined while that can't be told. */
export interface Pendings {
  pending(): Promise<ReadonlyMap<string, number> | undefined>;
}

type Manager = Awaited<ReturnType<typeof managerOf>>;
type ConsumerConfig = Parameters<Manager["consumers"]["add"]>[1];

/** For so many real milliseconds an answer is given again: the broker is asked once a second, however many dashboards are open. */
const keptMs = 1_000;

/** Counts what waits in the stream for the durable consumer `consumer`, split by who published it. */
export function watchPending(events: EventsDoor, consumer: string, sources: SubjectsBySource): Pendings {
  let kept: { readonly until: number; readonly counts: Promise<ReadonlyMap<string, number> | undefined> } | undefined;
  return {
    pending() {
      if (!kept || kept.until < performance.now()) {
        // A broker that is away or does not know the consumer yet can't tell; the figures themselves need neither.
        const counts = count(events, consumer, sources).catch(() => undefined);
        kept = { until: performance.now() + keptMs, counts };
      }
      return kept.counts;
    },
  };
}

async function count(
  events: EventsDoor,
  consumer: string,
  sources: SubjectsBySource,
): Promise<ReadonlyMap<string, number> | undefined> {
  if (!events.connected()) return undefined;
  const manager = await managerOf(events);
  const { name } = await events.stream();
  const durable = await manager.consumers.info(name, consumer).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!durable) return undefined;
  const idle = durable.num_pending === 0 && durable.num_ack_pending === 0;
  const counts = await Promise.all(
    Object.entries(sources).map(async ([service, subjects]): Promise<[string, number]> => {
      const from = durable.ack_floor.stream_seq + 1;
      return [service, idle ? 0 : await countFrom(manager, name, [...subjects], from)];
    }),
  );
  return new Map(counts);
}

/** How many messages of the subjects the stream holds from a sequence on: what a consumer that begins there would be given. */
async function countFrom(manager: Manager, stream: string, subjects: string[], from: number): Promise<number> {
  const passing = {
    filter_subjects: subjects,
    deliver_policy: "by_start_sequence",
    opt_start_seq: from,
    ack_policy: "none",
    mem_storage: true,
    inactive_threshold: 1_000_000_000,
  } as unknown as ConsumerConfig;
  const { name, num_pending } = await manager.consumers.add(stream, passing);
  await manager.consumers.delete(stream, name);
  return num_pending;
}
