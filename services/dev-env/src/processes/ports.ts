import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the range from which Linux and macOS hand out ports for outgoing connections, so that nothing takes a port
// between the look and the use.
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Whether `port` on loopback can be listened on now. */
export function isPortFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A random port on loopback that nothing listens on. Throws when 200 tries found none. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`found no free port between ${LOWEST} and ${HIGHEST}`);
}
