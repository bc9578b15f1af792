import { join } from "node:path";
import { endLeftovers, isStillRunning, settle } from "../processes/index.ts";
import { readSettings } from "./settings.ts";
import { clearState, readState } from "./state.ts";

/** Stops the platform of this folder in order, and whatever of an earlier one is still there. The data stays. */
export async function down(): Promise<void> {
  const { dir } = readSettings();
  const state = await readState(dir);
  if (state !== undefined) {
    console.log("stopping the platform");
    process.kill(state.pid, "SIGTERM");
    const gone = async (): Promise<boolean> => !(await isStillRunning(state.pid, state.identity));
    await settle(gone, { timeoutMs: 60_000, what: "its end" }).catch(() => process.kill(state.pid, "SIGKILL"));
  }
  const left = await endLeftovers(join(dir, "run"));
  await clearState(dir);
  if (left.length > 0) console.log(`ended what was left: ${left.join(", ")}`);
  console.log(state === undefined && left.length === 0 ? "The platform was not up." : "The platform is down.");
}
