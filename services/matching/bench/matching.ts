import { spawn } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { print } from "./figures.ts";

// make bench-matching: every figure of matching beside its goal, each part in a process of its own. Ends with 1 when
// results differ or a part fails; a goal that is missed is told and fails nothing.

interface Part {
  readonly file: string;
  readonly args?: readonly string[];
  /** It is ended when it takes longer, which it comes near on a very busy machine alone. */
  readonly mostSeconds: number;
}

const large = (basis: string, mentors: number, mentees: number, seconds: number, megabytes: number): Part => {
  const figures = { mentors, mentees, seconds, megabytes };
  const args = Object.entries(figures).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return { file: "large.ts", args: ["--basis", basis, ...args], mostSeconds: 300 };
};

const parts: readonly Part[] = [
  { file: "greedy.ts", mostSeconds: 300 },
  large("LIVE", 5_000, 25_000, 1, 400),
  large("AT_START", 5_000, 25_000, 1, 400),
  large("LIVE", 20_000, 100_000, 5, 400),
  large("AT_START", 20_000, 100_000, 5, 400),
  { file: "optimal.ts", mostSeconds: 300 },
  { file: "run.ts", mostSeconds: 600 },
];

/** Runs one part with this process's own flags; answers whether it ended well. */
function run({ file, args = [], mostSeconds }: Part): Promise<boolean> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const options = { stdio: "inherit", timeout: mostSeconds * 1000, killSignal: "SIGTERM" } as const;
  const child = spawn(process.execPath, [...process.execArgv, path, ...args], options);
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code, signal) => {
      if (code !== 0) print(`  ${file} ended with ${signal ?? `code ${code}`}`);
      resolve(code === 0);
    });
  });
}

const load = (): string => `load of the machine ${loadavg()[0]?.toFixed(1)}`;

const from = performance.now();
print(`${availableParallelism()} × ${cpus()[0]?.model ?? "a processor"}, Node ${process.versions.node}, ${load()}`);
let failed = 0;
for (const part of parts) if (!(await run(part))) failed++;
const seconds = Math.round((performance.now() - from) / 1000);
print(`${seconds} s in all, ${load()}: ${failed === 0 ? "all results agree" : `${failed} parts FAILED`}`);
process.exitCode = failed === 0 ? 0 : 1;
