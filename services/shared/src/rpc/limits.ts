/** Bounds of the RPC edge. Sizes in bytes, times in milliseconds. */
export const limits = {
  /** One request message of a unary or server-streaming RPC. */
  requestBytes: 256 * 1024,
  /** One request message of a bulk RPC or of a client stream. */
  bulkRequestBytes: 2 * 1024 * 1024,
  /** One response message. Whatever can be larger streams. */
  responseBytes: 4 * 1024 * 1024,
  /** The longest deadline that a caller may ask of a unary RPC. */
  maxTimeoutMs: 30_000,
  /** The deadline of a unary RPC whose caller names none. */
  defaultTimeoutMs: 10_000,
  /** All headers of one request. */
  headerBytes: 16 * 1024,
  /** Streams open at once on one HTTP/2 connection. */
  streamsPerConnection: 100,
  /** How long a drain waits for unary calls under way. */
  graceMs: 10_000,
} as const;
