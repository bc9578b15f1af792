import { managerOf } from "./ensure-stream.ts";
import type { EventsDoor } from "./types.ts";

/** How far those who listen are behind the stream. */
export interface LagWatch {
  /** The events that the slowest listener still has before it. One who has not moved for two seconds is away and does not count. */
  greatest(): Promise<number>;
}

const awayMs = 2_000;

interface Seen {
  readonly settled: number;
  readonly at: number;
}

export function createLagWatch(events: EventsDoor): LagWatch {
  const known = new Map<string, Seen>();
  return {
    async greatest() {
      const { name: stream } = await events.stream();
      const manager = await managerOf(events);
      const now = performance.now();
      let greatest = 0;
      for await (const { name, ack_floor, num_pending, num_ack_pending } of manager.consumers.list(stream)) {
        const before = known.get(name);
        const moved = before === undefined || before.settled !== ack_floor.stream_seq;
        const seen = moved ? { settled: ack_floor.stream_seq, at: now } : before;
        known.set(name, seen);
        if (now - seen.at < awayMs) greatest = Math.max(greatest, num_pending + num_ack_pending);
      }
      return greatest;
    },
  };
}
