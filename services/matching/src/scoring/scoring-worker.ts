import { Worker } from "node:worker_threads";
import type { ScoringQuestion, ScoringReply } from "./scored-run.ts";

/** A thread that scores one run and then holds what came out. It answers questions in the order in which they are asked. */
export interface ScoringWorker {
  /** Throws the matcher's RangeError, what the signal was aborted with (the thread ends at once), or the fault that ended the thread. */
  ask<R>(question: ScoringQuestion, signal?: AbortSignal): Promise<R>;
  /** Whether it has ended, by whatever cause. */
  ended(): boolean;
  end(): Promise<void>;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export function startScoringWorker(): ScoringWorker {
  const worker = new Worker(threadFile());
  // A process that stops does not wait for what it can compute anew.
  worker.unref();
  const waiting: Waiting[] = [];
  let fault: Error | undefined;
  const fail = (error: Error): void => {
    fault ??= error;
    for (const each of waiting.splice(0)) each.reject(fault);
  };
  worker.on("message", (reply: ScoringReply) => {
    const first = waiting.shift();
    if ("refused" in reply) first?.reject(new RangeError(reply.refused));
    else first?.resolve(reply.answer);
  });
  worker.on("messageerror", fail);
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`the scoring thread ended with code ${code}`)));
  const end = async (): Promise<void> => {
    await worker.terminate();
  };
  return {
    ask<R>(question: ScoringQuestion, signal?: AbortSignal): Promise<R> {
      const answered = new Promise<R>((resolve, reject) => {
        signal?.throwIfAborted();
        if (fault) throw fault;
        waiting.push({ resolve: resolve as Waiting["resolve"], reject });
        worker.postMessage(question);
      });
      if (!signal) return answered;
      const onAbort = (): void => {
        fail(signal.reason as Error);
        void end();
      };
      signal.addEventListener("abort", onAbort);
      return answered.finally(() => signal.removeEventListener("abort", onAbort));
    },
    ended: () => fault !== undefined,
    end,
  };
}

// From sources Node runs the TypeScript file itself; a build has the JavaScript file beside this one.
function threadFile(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./scored-run-thread.${extension}`, import.meta.url);
}
