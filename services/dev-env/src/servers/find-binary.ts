import { spawn } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "./repository.ts";

export type ServerProgram = "nats-server" | "temporal";

/** Where a server comes from; `given` means that an address was configured and nothing is started. */
export type ServerSource = { from: "given"; address: string } | { from: "start" };

/** An address in the environment always wins over starting a server of our own. */
export function sourceOf(variable: string, env: NodeJS.ProcessEnv): ServerSource {
  const address = env[variable]?.trim();
  return address ? { from: "given", address } : { from: "start" };
}

type Found = { from: "path" | "cache" | "build"; path: string } | { missing: string };

/**
 * Full path of a server's program: on PATH, in the cache, or built with Go now, with progress told to `log`.
 * Answers `missing` with the reason when none of these is possible.
 */
export function findBinary(program: ServerProgram, log: (line: string) => void, env = process.env): Promise<Found> {
  const script = join(repositoryRoot(), "scripts", "get-servers.mjs");
  const child = spawn(process.execPath, [script, program], { stdio: ["ignore", "pipe", "pipe"], env });
  let answer = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.trimEnd().split("\n")) log(line);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      const found = answer.trim().split("\n").at(-1);
      if (!found) return resolve({ missing: "the search for it was interrupted" });
      resolve((JSON.parse(found) as Record<ServerProgram, Found>)[program]);
    });
  });
}

/** The error of a server that cannot be had: what was tried, and every way out. */
export function noWay(program: ServerProgram, variable: string, reason: string): Error {
  return new Error(
    `${program} is ${reason}. Ways out: set ${variable} to the address of a running server, ` +
      `put ${program} on PATH, or install Go (https://go.dev/dl) so that it can be built`,
  );
}
