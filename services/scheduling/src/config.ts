import { configOf, type Env, type ServiceConfig, serviceConfig } from "@mentorship/shared/config";

/** The configuration of this service. `sweepSeconds`: how often what was left behind is looked for, in real time. */
export type SchedulingConfig = ServiceConfig<"programme" | "matching"> & { readonly sweepSeconds: number };

export function toConfig(env: Env): SchedulingConfig {
  return configOf(env, (read) => ({
    ...serviceConfig(read, "scheduling", ["programme", "matching"]),
    sweepSeconds: read.integer("MENTORSHIP_SWEEP_SECONDS", { fallback: 60, min: 1, max: 3_600 }),
  }));
}
