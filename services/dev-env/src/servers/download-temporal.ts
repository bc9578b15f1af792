import { execFile } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

// The SDK downloads the program as a side effect of starting it, so it is started once, on any port, and stopped. In a
// process of its own: the SDK's native part takes over signals of the process that loads it.
const SCRIPT = `
const { Runtime } = await import("@temporalio/worker");
const folder = process.argv[1];
const server = await Runtime.instance().createEphemeralServer({
  type: "dev-server",
  exe: { type: "cached-download", downloadDir: folder, version: "default", ttl: 0, sdkName: "sdk-typescript", sdkVersion: "1.24.0" },
  namespace: "default", ip: "127.0.0.1", port: null, uiPort: null, dbFilename: null, ui: false,
  log: { format: "pretty", level: "error" }, extraArgs: [],
});
await Runtime.instance().shutdownEphemeralServer(server);
process.exit(0);
`;

/** Full path of Temporal's program as the SDK downloads it, kept in the cache. Throws when the download fails. */
export async function downloadTemporal(log: (line: string) => void): Promise<string> {
  const folder = join(process.env.MENTORSHIP_CACHE_DIR || join(homedir(), ".cache", "mentorship"), "downloaded");
  await mkdir(folder, { recursive: true });
  const programs = async (): Promise<string[]> =>
    (await readdir(folder)).filter((file) => file.startsWith("temporal-sdk-typescript-"));
  if ((await programs()).length === 0) {
    log("  temporal: downloading the development server (about 100 MB)");
    await run(process.execPath, ["--input-type=module", "-e", SCRIPT, folder], { timeout: 300_000 });
  }
  const [program] = await programs();
  if (program === undefined) throw new Error("the download left no program behind");
  return join(folder, program);
}
