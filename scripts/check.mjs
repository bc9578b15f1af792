// Everything about the repository that is not a test: one line per check, with its time. All run, whatever fails.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules", ".bin");
const scratch = mkdtempSync(join(tmpdir(), "mentorship-check-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

/** Runs commands one after the other until one fails; answers everything they printed. */
async function run(commands, cwd = root) {
  let output = "";
  for (const [command, ...args] of commands) {
    const { code, text } = await runOne(command, args, cwd);
    output += text;
    if (code !== 0) return { ok: false, output };
  }
  return { ok: true, output };
}

function runOne(command, args, cwd) {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (part) => {
      text += part;
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 1, text: error.message }));
    child.once("close", (code) => resolve({ code, text }));
  });
}

/** Generates from the contract into a copy, and compares that with what is kept. */
async function generatedCode() {
  const copy = join(scratch, "generated");
  mkdirSync(copy);
  for (const name of ["protos", "proto_vendor", "buf.yaml", "buf.gen.yaml", "package.json", "scripts"]) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  mkdirSync(join(copy, "gen"));
  cpSync(join(root, "gen", "package.json"), join(copy, "gen", "package.json"));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const made = await run([["node", "scripts/gen.mjs"]], copy);
  if (!made.ok) return made;
  const same = await run([["diff", "-rq", join(copy, "gen"), join(root, "gen")]]);
  return same.ok ? same : { ok: false, output: `gen/ is not what protos/ says. Way out: make gen\n${same.output}` };
}

/** Both sides are images made of the same inputs: a workspace beside an image would be told that files are missing. */
async function unbroken() {
  const now = join(scratch, "now.binpb");
  const compared = await run([
    ["buf", "build", "protos", "--exclude-source-info", "-o", now],
    ["buf", "breaking", now, "--against", "protos/agreed.binpb", "--exclude-imports", "--config", "buf.yaml"],
  ]);
  const wayOut = "The contract no longer fits the agreed one. Way out: undo it, or agree on purpose with make agree\n";
  return compared.ok ? compared : { ok: false, output: wayOut + compared.output };
}

const CHECKS = [
  ["generated code", generatedCode],
  ["contract: lint", () => run([["buf", "lint"]])],
  ["contract: format", () => run([["buf", "format", "protos", "-d", "--exit-code"]])],
  ["contract: unbroken", unbroken],
  ["types", () => run([["tsc", "-b"]])],
  ["lint", () => run([["oxlint", "--type-aware", "services", "scripts"]])],
  ["format", () => run([["biome", "format", "services", "scripts", "jest.config.mjs"]])],
  ["import rules", () => run([["node", "scripts/import-rules.mjs"]])],
];

const failures = [];
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1).padStart(5);

async function worker(queue) {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [name, check] = next;
    const started = performance.now();
    const { ok, output } = await check();
    console.log(`  ${ok ? "ok  " : "FAIL"}  ${name.padEnd(20)} ${seconds(started)} s`);
    if (!ok) failures.push({ name, output });
  }
}

const started = performance.now();
const queue = [...CHECKS];
await Promise.all([worker(queue), worker(queue)]);
for (const { name, output } of failures) console.log(`\n${name}:\n${output.trimEnd()}`);
const verdict = failures.length === 0 ? "all passed" : `${failures.length} failed`;
console.log(`${CHECKS.length} checks in ${seconds(started).trim()} s: ${verdict}`);
process.exit(failures.length === 0 ? 0 : 1);
