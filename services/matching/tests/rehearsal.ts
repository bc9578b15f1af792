import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueToken } from "@mentorship/dev-env/keys";
import { type Platform, startPlatform } from "@mentorship/dev-env/launch";
import { createClients, settle } from "@mentorship/dev-env/testing";
import type { World } from "./cohort.ts";

/** A platform for scripts that are no tests: programme and matching, with servers of its own that are gone afterwards. */
export interface Rehearsal extends World {
  readonly platform: Platform;
  stop(): Promise<void>;
}

export async function startRehearsal(log: (line: string) => void): Promise<Rehearsal> {
  const dir = await mkdtemp(join(tmpdir(), "mentorship-rehearsal-"));
  await chmod(dir, 0o711);
  const platform = await startPlatform({
    dir,
    services: ["programme", "matching"],
    env: { ...process.env, DATABASE_URL: "", NATS_URL: "", TEMPORAL_ADDRESS: "" },
    log,
  });
  const clients = createClients(platform.edgeUrl);
  return {
    platform,
    client: clients.client,
    token: (claims) => issueToken(platform.keys.platformKey, claims),
    settle,
    async stop() {
      clients.close();
      await platform.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
