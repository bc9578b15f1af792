// Makes the working copy ready to run: the packages of the lock file, and the servers that no package carries, both at
// once. Does nothing, in a fraction of a second, when both are there. Needs no package itself.
//   node scripts/prepare.mjs            packages and servers
//   node scripts/prepare.mjs packages   packages only
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOnPath } from "./get-servers.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".installed-lock");
const PROGRESS_MS = 15_000;

/** Progress goes to standard error: the output of a command such as `make token` stays its own. */
function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node ${process.versions.node} is too old: 20.19 or later is needed. Way out: https://nodejs.org/en/download`);
}
if (findOnPath("npm") === undefined)
  fail("npm is missing. Way out: install it beside Node, https://nodejs.org/en/download");

const children = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(130);
  });
}

/** Runs a command; answers its code and the end of what it printed. `onLine` sees standard error as it comes. */
function run(command, args, onLine) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let tail = "";
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
    tail = (tail + text).slice(-3000);
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    tail = (tail + text).slice(-3000);
    onLine?.(text);
  });
  return new Promise((resolve) => {
    const finish = (code) => {
      children.delete(child);
      resolve({ code, tail, out });
    };
    child.once("error", (error) => {
      tail += error.message;
      finish(1);
    });
    child.once("close", finish);
  });
}

async function packages() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const installed = existsSync(stamp) ? readFileSync(stamp, "utf8").trim() : "";
  if (installed === lock) return;
  say("installing packages (npm ci, about half a minute)");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const ticker = setInterval(() => say(`  npm ci: still at it (${seconds()} s)`), PROGRESS_MS);
  rmSync(stamp, { force: true });
  const { code, tail } = await run("npm", ["ci", "--no-fund", "--no-audit"]);
  clearInterval(ticker);
  if (code !== 0)
    fail(
      `npm ci failed; the end of what it said:\n${tail.trimEnd()}\nWay out: see that the registry can be reached, then run this again`,
    );
  writeFileSync(stamp, `${lock}\n`);
  say(`  packages installed in ${seconds()} s`);
}

/** An address in the environment makes its server needless. */
async function servers() {
  const wanted = [
    ...(process.env.NATS_URL ? [] : ["nats-server"]),
    ...(process.env.TEMPORAL_ADDRESS ? [] : ["temporal"]),
  ];
  if (wanted.length === 0) return;
  const { out, tail } = await run(process.execPath, [join(root, "scripts", "get-servers.mjs"), ...wanted], (text) =>
    process.stderr.write(text),
  );
  const answer = out.trim().split("\n").at(-1);
  if (!answer) fail(`looking for ${wanted.join(" and ")} failed: ${tail.trimEnd()}`);
  const variables = { "nats-server": "NATS_URL", temporal: "TEMPORAL_ADDRESS" };
  for (const [name, found] of Object.entries(JSON.parse(answer))) {
    if (found.path !== undefined) continue;
    // Temporal's own download is tried at its start; the SDK that knows it is being installed just now.
    if (name === "temporal") say(`  temporal: ${found.missing}; its own download will be tried`);
    else {
      fail(
        `${name} is ${found.missing}. Ways out: set ${variables[name]} to the address of a running server, ` +
          `put ${name} on PATH, or install Go (https://go.dev/dl) so that it can be built`,
      );
    }
  }
}

await Promise.all(process.argv[2] === "packages" ? [packages()] : [packages(), servers()]);
