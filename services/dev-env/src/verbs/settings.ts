import { isAbsolute, join } from "node:path";
import { places } from "../launch/places.ts";
import { type Ports, portsFromEnv } from "../launch/ports.ts";

/** What a developer's own platform is started with; other values make another copy beside it. */
export interface DevSettings {
  /** MENTORSHIP_DEV_DIR, or `.dev` in the repository: state, data, keys and logs. */
  dir: string;
  ports: Ports;
  logLevel: string;
}

/** Reads the environment. Throws one line when a port is not one. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): DevSettings {
  const { root } = places();
  const named = env.MENTORSHIP_DEV_DIR || ".dev";
  return {
    dir: isAbsolute(named) ? named : join(root, named),
    ports: portsFromEnv(env),
    logLevel: env.MENTORSHIP_LOG_LEVEL || "info",
  };
}
