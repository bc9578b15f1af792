import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDemo } from "../demo/index.ts";
import { dropDatabase, withPlatform } from "../launch/index.ts";
import { sourceOf } from "../servers/index.ts";
import { readSettings } from "./settings.ts";

/**
 * Plays the main job on a platform of its own, beside whatever else is up: own ports, database and folder, all gone
 * afterwards, however it ends. Of given servers only the demo's own database is removed.
 */
export async function demo(): Promise<void> {
  const { logLevel } = readSettings();
  const dir = await mkdtemp(join(tmpdir(), "mentorship-demo-"));
  // Postgres may run as another account, which has to pass through.
  await chmod(dir, 0o711);
  const database = `mentorship_demo_${process.pid}`;
  const given = sourceOf("DATABASE_URL", process.env);
  try {
    await withPlatform({ dir, temporary: true, database, logLevel, temporalUi: true, log: console.log }, (platform) => {
      console.log(
        `\nedge ${platform.edgeUrl}   Temporal's web UI ${platform.temporalUiUrl ?? "at the given server"}\n`,
      );
      return runDemo(platform);
    });
  } finally {
    if (given.from === "given") await dropDatabase(given.address, database);
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}
