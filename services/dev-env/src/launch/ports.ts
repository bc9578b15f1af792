import { freePort, isPortFree } from "../processes/index.ts";
import type { ServiceName } from "./places.ts";

/** Everything that listens, and where: ports on loopback. */
export type Listener = "edge" | ServiceName | "postgres" | "nats" | "temporal" | "temporalUi";
export type Ports = Record<Listener, number>;

interface PortChoice {
  variable: string;
  port: number;
}

/** Where a developer's platform listens unless the variable says otherwise. */
export const DEFAULT_PORTS: Record<Listener, PortChoice> = {
  edge: { variable: "MENTORSHIP_EDGE_PORT", port: 8080 },
  programme: { variable: "MENTORSHIP_PROGRAMME_PORT", port: 8101 },
  matching: { variable: "MENTORSHIP_MATCHING_PORT", port: 8102 },
  scheduling: { variable: "MENTORSHIP_SCHEDULING_PORT", port: 8103 },
  conferencing: { variable: "MENTORSHIP_CONFERENCING_PORT", port: 8104 },
  notification: { variable: "MENTORSHIP_NOTIFICATION_PORT", port: 8105 },
  postgres: { variable: "MENTORSHIP_POSTGRES_PORT", port: 8110 },
  nats: { variable: "MENTORSHIP_NATS_PORT", port: 8111 },
  temporal: { variable: "MENTORSHIP_TEMPORAL_PORT", port: 8112 },
  temporalUi: { variable: "MENTORSHIP_TEMPORAL_UI_PORT", port: 8233 },
};

const LISTENERS = Object.keys(DEFAULT_PORTS) as Listener[];

/** The ports that the environment names, with the defaults. Throws, naming all of them, when some are no ports. */
export function portsFromEnv(env: NodeJS.ProcessEnv): Ports {
  const wrong: string[] = [];
  const ports = LISTENERS.map((listener) => {
    const { variable, port } = DEFAULT_PORTS[listener];
    const chosen = env[variable] ? Number(env[variable]) : port;
    if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65_535) wrong.push(`${variable}=${env[variable]}`);
    return [listener, chosen] as const;
  });
  if (wrong.length > 0) throw new Error(`these are no ports: ${wrong.join(", ")}`);
  return Object.fromEntries(ports) as Ports;
}

/** Free ports for a platform that runs beside others. */
export async function freePorts(): Promise<Ports> {
  const chosen = new Set<number>();
  while (chosen.size < LISTENERS.length) chosen.add(await freePort());
  const ports = [...chosen];
  return Object.fromEntries(LISTENERS.map((listener, at) => [listener, ports[at]])) as Ports;
}

/** Throws one error that names every port that is taken, and the variable that moves it. */
export async function refuseTakenPorts(ports: Ports, listeners: readonly Listener[]): Promise<void> {
  const looked = await Promise.all(listeners.map(async (one) => ({ one, free: await isPortFree(ports[one]) })));
  const taken = looked.filter(({ free }) => !free).map(({ one }) => one);
  if (taken.length === 0) return;
  const which = taken.map((one) => `${ports[one]} (${one}, moved with ${DEFAULT_PORTS[one].variable})`);
  throw new Error(
    `taken by another process: port ${which.join(", port ")}. Way out: stop that process, or choose other ports`,
  );
}
