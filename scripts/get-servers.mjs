// Finds or builds the server programs that no npm package carries: nats-server and temporal.
//   node scripts/get-servers.mjs [nats-server] [temporal]
// The last line on standard output is JSON: { "<name>": { "path": "…", "from": "path|cache|build" } }, with "missing"
// instead of "path" where there is no way. Progress goes to standard error. Needs no package, so that it can run while
// `npm ci` does.
import { spawn } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

// temporal: v1.6 and later carry a `replace` line, which `go install` refuses.
export const SERVERS = {
  "nats-server": { module: "github.com/nats-io/nats-server/v2", version: "v2.15.2", takes: "about 45 seconds" },
  temporal: { module: "github.com/temporalio/cli/cmd/temporal", version: "v1.5.1", takes: "about 4 minutes" },
};

const PROGRESS_MS = 15_000;

/** Where built programs are kept: MENTORSHIP_CACHE_DIR, or `~/.cache/mentorship`. */
export function cacheDir(env = process.env) {
  return env.MENTORSHIP_CACHE_DIR || join(homedir(), ".cache", "mentorship");
}

/** Which way leads to a program, given what the machine has: PATH first, then the cache, then a build. */
export function chooseWay({ onPath, cached, hasGo }) {
  if (onPath !== undefined) return { from: "path", path: onPath };
  if (cached !== undefined) return { from: "cache", path: cached };
  return hasGo ? { from: "build" } : { from: "none" };
}

/** Full path of an executable on PATH, or undefined. */
export function findOnPath(name, pathVariable = process.env.PATH ?? "") {
  return pathVariable
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

async function getServer(name) {
  const { version } = SERVERS[name];
  const kept = join(cacheDir(), `${name}-${version}`);
  const look = () => (isExecutable(kept) ? kept : undefined);
  const way = chooseWay({ onPath: findOnPath(name), cached: look(), hasGo: findOnPath("go") !== undefined });
  if (way.path !== undefined) return way;
  if (way.from === "none") return { missing: "neither on PATH nor built before, and Go is not installed to build it" };
  const unlock = await lock(join(cacheDir(), `${name}.lock`), name);
  try {
    if (look() === undefined) await build(name, kept);
    return { from: "build", path: kept };
  } catch (error) {
    return { missing: error.message };
  } finally {
    unlock();
  }
}

/** One build at a time, also across copies of the project. The lock of a builder that is gone is taken over. */
async function lock(folder, name) {
  mkdirSync(cacheDir(), { recursive: true });
  for (let waitedMs = 0; ; waitedMs += 500) {
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, "pid"), String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isAbandoned(folder)) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (waitedMs % PROGRESS_MS === 0) say(`  ${name}: another copy is building it (${waitedMs / 1000} s waited)`);
    await delay(500);
  }
}

function isAbandoned(folder) {
  try {
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    process.kill(pid, 0);
    return false;
  } catch (error) {
    if (error.code === "ESRCH") return true;
    if (error.code !== "ENOENT") return false;
    // Made, but not yet signed: only one that stays so is abandoned.
    return existsSync(folder) && Date.now() - statSync(folder, { throwIfNoEntry: false })?.mtimeMs > 10_000;
  }
}

/** `go install` into a folder of its own, then a rename: the cache never holds half a program. */
async function build(name, kept) {
  const { module, version, takes } = SERVERS[name];
  const folder = join(cacheDir(), `${name}.build`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  say(`  ${name} ${version}: building it with Go, once, ${takes}; it is kept in ${cacheDir()}`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const ticker = setInterval(() => say(`  ${name}: still building (${seconds()} s)`), PROGRESS_MS);
  try {
    await goInstall(`${module}@${version}`, folder);
    renameSync(join(folder, name), kept);
    say(`  ${name} ${version}: built in ${seconds()} s`);
  } finally {
    clearInterval(ticker);
    rmSync(folder, { recursive: true, force: true });
  }
}

function goInstall(target, folder) {
  const env = { ...process.env, GOBIN: folder, CGO_ENABLED: "0" };
  // A GOOS or GOARCH of somebody else's cross-build would be refused together with GOBIN.
  delete env.GOOS;
  delete env.GOARCH;
  const child = spawn("go", ["install", target], { env, stdio: ["ignore", "ignore", "pipe"] });
  let tail = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    tail = (tail + text).slice(-2000);
  });
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.removeListener("exit", stop);
      if (code === 0) return resolve(undefined);
      const last = tail.trimEnd().split("\n").slice(-3).join(" / ");
      reject(new Error(`go install ${target} failed: ${last}`));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in SERVERS));
  if (unknown !== undefined) {
    say(`there is no server called ${unknown}; known are ${Object.keys(SERVERS).join(", ")}`);
    process.exit(2);
  }
  const found = {};
  // One after the other: a build uses every core by itself.
  for (const name of names.length > 0 ? names : Object.keys(SERVERS)) found[name] = await getServer(name);
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
