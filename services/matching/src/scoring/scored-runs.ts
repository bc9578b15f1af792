import type { RunInput } from "../store/run-inputs.ts";
import type { LeftOverIds, Replacement, ScoredFigures, ScoredRun } from "./scored-run.ts";
import { type ScoringWorker, startScoringWorker } from "./scoring-worker.ts";

/** What came out of the runs that this process scores, each in a thread of its own until the run has ended. */
export interface ScoredRuns {
  /** Starts a thread ahead of the first question, so that a run need not wait for it. */
  prepare(): void;
  /** What came out of a run, if this process still holds it. */
  find(key: string): Promise<ScoredRun> | undefined;
  /** Scores a run and holds what came out. Throws the matcher's RangeError, and what the signal was aborted with. */
  score(key: string, input: RunInput, signal: AbortSignal): Promise<ScoredRun>;
  /** Lets go of what came out of a run; nothing when it holds nothing. */
  release(key: string): Promise<void>;
  close(): Promise<void>;
}

/** More runs at once than this are scored anew for each part: what a thread holds of a large run takes memory. */
const mostHeld = 4;

/** What nobody has asked for so long is let go of: its run has ended in another process. */
const idleMs = 600_000;

/** A thread that has held more than this is ended: what it has grown to would stay. */
const smallBytes = 1_000_000;

interface Held {
  readonly worker: ScoringWorker;
  readonly scored: Promise<ScoredRun>;
  readonly small: boolean;
  readonly idle: NodeJS.Timeout;
}

export function openScoredRuns(): ScoredRuns {
  const held = new Map<string, Held>();
  let spare: ScoringWorker | undefined;
  const take = (): ScoringWorker => {
    const taken = spare && !spare.ended() ? spare : startScoringWorker();
    spare = undefined;
    return taken;
  };
  // A thread that has scored before scores the next run faster.
  const giveBack = async (worker: ScoringWorker): Promise<void> => {
    if (spare || worker.ended()) return worker.end();
    await worker.ask({ kind: "forget" });
    if (spare) await worker.end();
    else spare = worker;
  };
  const release = async (key: string): Promise<void> => {
    const found = held.get(key);
    if (!found) return;
    held.delete(key);
    clearTimeout(found.idle);
    await (found.small ? giveBack(found.worker) : found.worker.end());
  };
  return {
    prepare() {
      if (!spare || spare.ended()) spare = startScoringWorker();
    },
    find(key) {
      const found = held.get(key);
      if (!found || found.worker.ended()) return undefined;
      found.idle.refresh();
      // Behind all others: the one that was not used for longest goes first.
      held.delete(key);
      held.set(key, found);
      return found.scored;
    },
    async score(key, input, signal) {
      await release(key);
      const worker = take();
      const scored = scoreIn(worker, input, signal);
      const idle = setTimeout(() => void release(key), idleMs).unref();
      held.set(key, { worker, scored, idle, small: input.packed.byteLength < smallBytes });
      for (const oldest of [...held.keys()].slice(0, -mostHeld)) await release(oldest);
      try {
        return await scored;
      } catch (error) {
        clearTimeout(idle);
        if (held.get(key)?.worker === worker) held.delete(key);
        await worker.end();
        throw error;
      }
    },
    release,
    async close() {
      await Promise.all([...held.keys()].map(release));
      await spare?.end();
    },
  };
}

async function scoreIn(worker: ScoringWorker, input: RunInput, signal: AbortSignal): Promise<ScoredRun> {
  const { packed, replaceable } = input;
  const figures = await worker.ask<ScoredFigures>({ kind: "score", packed, replaceable }, signal);
  return {
    figures,
    part: (from, to) => worker.ask({ kind: "part", from, to }),
    replacement: () => worker.ask<Replacement>({ kind: "replacement" }),
    leftOver: () => worker.ask<LeftOverIds>({ kind: "leftOver" }),
  };
}
