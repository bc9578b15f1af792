import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What tells this process from a later one with the same number: its start time; undefined when there is none. */
export async function identityOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat !== undefined) {
    // The name, in brackets, may hold spaces: fields are counted after it. State is the 1st, start time the 20th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  }
  if (process.platform === "linux") return undefined;
  const ps = await run("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => undefined);
  return ps?.stdout.trim() || undefined;
}

/** Whether the process `pid` that was recorded with `identity` still runs. */
export async function isStillRunning(pid: number, identity: string): Promise<boolean> {
  return (await identityOf(pid)) === identity;
}
