import { createContextKey } from "@connectrpc/connect";
import type { Principal } from "../auth/index.ts";

/** The id that the logs of all services share for one request. */
export const traceKey = createContextKey<string>("", { description: "request id" });

/** Who calls, once the token is verified. */
export const principalKey = createContextKey<Principal | undefined>(undefined, { description: "principal" });

/** Set when the handler came to its end by itself, which an abort signal alone does not tell from a caller who left. */
export const completedKey = createContextKey(false, { description: "completed" });

/** Set when a request was refused for its size, so that the rest of its body can be let run out. */
export const tooLargeKey = createContextKey(false, { description: "refused for its size" });

/** The network address of the caller's connection. */
export const peerAddressKey = createContextKey("", { description: "peer address" });

/** Times of the request that no calendar has, in seconds since 1970. */
export const impossibleTimesKey = createContextKey<readonly number[]>([], { description: "impossible times" });
