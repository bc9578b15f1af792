import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import { settle } from "../../src/testing/index.ts";

/** How a call ended: `ok`, the contract's reason, or the status where there is no reason. */
export async function answerOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    const refused = ConnectError.from(error);
    return refused.findDetails(ErrorInfoSchema)[0]?.reason ?? Code[refused.code];
  }
}

/** The status of a call alone: `Ok`, `Unavailable`, … */
export async function statusOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "Ok";
  } catch (error) {
    return Code[ConnectError.from(error).code];
  }
}

/** What a caller may be told while something restarts: try again. */
export const tryAgain: readonly string[] = ["Unavailable", "Aborted"];

/** Calls again, as a client does with its request id, while it is told to try again. Other refusals are thrown at once. */
export async function insist<T>(call: () => Promise<T>, timeoutMs = 30_000): Promise<T> {
  let fault: unknown;
  const answer = await settle(
    async () => {
      try {
        return { value: await call() };
      } catch (error) {
        if (tryAgain.includes(Code[ConnectError.from(error).code])) throw error;
        fault = error;
        return { value: undefined };
      }
    },
    { what: "an answer", timeoutMs },
  );
  if (fault !== undefined) throw fault;
  return answer.value as T;
}

/** Calls that go on one after the other in several lanes until they are stopped. */
export interface Load {
  /** How often calls have ended well so far. */
  ok(): number;
  /** What callers were told beside that and "try again", in full. */
  readonly odd: readonly string[];
  /** Waits until so many more calls have ended since now. */
  more(calls: number): Promise<void>;
  /** Starts no further call and waits for those under way. */
  stop(): Promise<void>;
}

/** Keeps `lanes` calls under way. */
export function load(lanes: number, call: (n: number) => Promise<unknown>): Load {
  const odd: string[] = [];
  let ok = 0;
  let ended = 0;
  let started = 0;
  let stopping = false;
  const lane = async (): Promise<void> => {
    while (!stopping) {
      try {
        await call(started++);
        ok += 1;
      } catch (error) {
        const refused = ConnectError.from(error);
        if (!tryAgain.includes(Code[refused.code])) odd.push(refused.message);
      }
      ended += 1;
      // A refused connection answers at once: without a turn of the loop nobody else would get one.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const running = Promise.all(Array.from({ length: lanes }, lane));
  return {
    ok: () => ok,
    odd,
    async more(calls) {
      const enough = ended + calls;
      await settle(() => ended >= enough, { what: `${calls} more calls`, timeoutMs: 30_000 });
    },
    async stop() {
      stopping = true;
      await running;
    },
  };
}
