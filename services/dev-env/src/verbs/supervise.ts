import { Interrupted, withPlatform } from "../launch/index.ts";
import { readSettings } from "./settings.ts";
import { claimState, clearState, publishAddresses } from "./state.ts";

/** Holds the platform of one folder until it is told to end. `make up` starts it in the background. */
export async function supervise(): Promise<void> {
  const { dir, ports, logLevel } = readSettings();
  if (!(await claimState(dir))) throw new Error(`another process holds the platform in ${dir}`);
  try {
    await withPlatform({ dir, ports, logLevel, temporalUi: true, log: console.log }, async (platform, signal) => {
      await publishAddresses(dir, {
        edgeUrl: platform.edgeUrl,
        services: platform.addresses,
        databaseUrl: platform.databaseUrl,
        natsUrl: platform.natsUrl,
        temporalAddress: platform.temporalAddress,
        temporalUiUrl: platform.temporalUiUrl,
      });
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await clearState(dir);
  }
}
