import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { places } from "../../src/launch/index.ts";
import { sourceOf, startNats } from "../../src/servers/index.ts";
import { findBinary } from "../../src/servers/find-binary.ts";
import { argumentsOf } from "../../src/servers/temporal.ts";
import { startWarden } from "../../src/processes/index.ts";

interface Finder {
  chooseWay(has: { onPath?: string; cached?: string; hasGo: boolean }): { from: string; path?: string };
  findOnPath(name: string, pathVariable: string): string | undefined;
  cacheDir(env: Record<string, string>): string;
}

let finder: Finder;
let dir: string;
beforeAll(async () => {
  finder = (await import(join(places().root, "scripts", "get-servers.mjs"))) as Finder;
  dir = await mkdtemp(join(tmpdir(), "mentorship-finding-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("where a server comes from", () => {
  test.each([
    ["an address", { NATS_URL: "nats://elsewhere:4222" }, { from: "given", address: "nats://elsewhere:4222" }],
    ["no address", {}, { from: "start" }],
    ["an empty address", { NATS_URL: " " }, { from: "start" }],
  ])("%s in the environment", (_name, env, source) => {
    expect(sourceOf("NATS_URL", env)).toEqual(source);
  });

  test.each([
    ["PATH before everything", { onPath: "/p", cached: "/c", hasGo: true }, { from: "path", path: "/p" }],
    ["the cache before a build", { cached: "/c", hasGo: true }, { from: "cache", path: "/c" }],
    ["a build when Go is there", { hasGo: true }, { from: "build" }],
    ["no way without Go", { hasGo: false }, { from: "none" }],
  ])("%s", (_name, has, way) => {
    expect(finder.chooseWay(has)).toEqual(way);
  });

  test("a file on PATH that may not be run is passed over", async () => {
    const [first, second] = [join(dir, "first"), join(dir, "second")];
    await Promise.all([first, second].map((folder) => mkdir(folder)));
    await writeFile(join(first, "nats-server"), "");
    await writeFile(join(second, "nats-server"), "");
    await chmod(join(second, "nats-server"), 0o755);
    expect(finder.findOnPath("nats-server", [first, second].join(delimiter))).toBe(join(second, "nats-server"));
    expect(finder.findOnPath("temporal", [first, second].join(delimiter))).toBeUndefined();
  });

  test("the cache lies where the variable says", () => {
    expect(finder.cacheDir({ MENTORSHIP_CACHE_DIR: "/somewhere" })).toBe("/somewhere");
  });

  test("what the cache holds is found without Go and PATH", async () => {
    const kept = join(dir, "nats-server-v2.15.2");
    await writeFile(kept, "");
    await chmod(kept, 0o755);
    const found = await findBinary("nats-server", () => undefined, { PATH: dir, MENTORSHIP_CACHE_DIR: dir });
    expect(found).toEqual({ from: "cache", path: kept });
  });
});

describe("errors name the way out", () => {
  const options = () => ({
    dataDir: dir,
    logDir: dir,
    runDir: dir,
    port: 1,
    log: () => undefined,
    warden: startWarden(),
  });

  test("a server that cannot be had", async () => {
    const env = { PATH: join(dir, "nothing"), MENTORSHIP_CACHE_DIR: join(dir, "empty") };
    await expect(startNats(options(), env)).rejects.toThrow(
      /nats-server is neither on PATH nor built before.*set NATS_URL.*put nats-server on PATH.*install Go/,
    );
  });

  test("a given server that does not answer, without its password", async () => {
    const env = { NATS_URL: "nats://user:secret@127.0.0.1:1" };
    const failed = startNats(options(), env);
    await expect(failed).rejects.toThrow(/NATS does not answer at nats:\/\/127.0.0.1:1, which NATS_URL names/);
    await expect(failed).rejects.not.toThrow(/secret/);
  });
});

test("Temporal is told the namespace, the search attributes and the quick SQLite settings", () => {
  const words = argumentsOf({
    dataDir: "/data",
    port: 7233,
    uiPort: 8233,
    setup: { namespace: "mine", retentionDays: 1, searchAttributes: { MentorshipTenant: "Keyword" } },
  }).join(" ");
  expect(words).toBe(
    "server start-dev --ip 127.0.0.1 --port 7233 --ui-ip 127.0.0.1 --ui-port 8233 --log-level error --namespace mine " +
      "--db-filename /data/temporal.sqlite --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal " +
      "--search-attribute MentorshipTenant=Keyword",
  );
});
