import type { ConnectRouter } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@mentorship/client/grpc/health/v1/health_pb.js";
import { notFound } from "../../errors/index.ts";

/** Whether this process takes calls. Watchers hear of each change. */
export interface Readiness {
  readonly ready: boolean;
  set(ready: boolean): void;
  onChange(listener: () => void): () => void;
}

/** A readiness that starts as not ready. */
export function createReadiness(): Readiness {
  const listeners = new Set<() => void>();
  let ready = false;
  return {
    get ready() {
      return ready;
    },
    set: (value) => {
      ready = value;
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `grpc.health.v1`: the process as a whole under the empty name, and each mounted service by its name, all with one status. */
export function mountHealth(
  router: ConnectRouter,
  readiness: Readiness,
  services: ReadonlySet<string>,
  options: Parameters<ConnectRouter["service"]>[2],
): void {
  const statusOf = (service: string) => {
    if (service !== "" && !services.has(service)) return undefined;
    return readiness.ready ? Status.SERVING : Status.NOT_SERVING;
  };
  router.service(
    Health,
    {
      check: ({ service }) => {
        const status = statusOf(service);
        if (status === undefined) throw notFound("service", service);
        return { status };
      },
      list: () => {
        const all = ["", ...services].map((service) => [service, { status: statusOf(service) ?? Status.UNKNOWN }]);
        return { statuses: Object.fromEntries(all) };
      },
      watch: ({ service }, { signal }) => watch(() => statusOf(service) ?? Status.SERVICE_UNKNOWN, readiness, signal),
    },
    options,
  );
}

async function* watch(statusOf: () => Status, readiness: Readiness, signal: AbortSignal) {
  let told: Status | undefined;
  while (!signal.aborted) {
    const changed = nextChange(readiness, signal);
    const status = statusOf();
    if (status !== told) {
      told = status;
      yield { status };
    }
    await changed;
  }
}

function nextChange(readiness: Readiness, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      forget();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const forget = readiness.onChange(wake);
    signal.addEventListener("abort", wake, { once: true });
  });
}
