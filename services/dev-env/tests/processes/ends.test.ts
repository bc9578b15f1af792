import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { nodeCommand } from "../../src/launch/index.ts";
import { endLeftovers, identityOf, logTail, settle, startProcess, startWarden } from "../../src/processes/index.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mentorship-processes-"));
});
afterEach(async () => {
  await endLeftovers(join(dir, "run"), 100);
  await rm(dir, { recursive: true, force: true });
});

/** Starts an owner of two processes; answers it and their numbers. */
async function startOwner(warden: "warden" | "none"): Promise<{ owner: ChildProcess; pids: number[] }> {
  const { command, args } = nodeCommand();
  const script = fileURLToPath(new URL("owner.ts", import.meta.url));
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const owner = spawn(command, [...args, script, dir, warden], { stdio: ["ignore", "pipe", "inherit"], env });
  const [line] = (await once(owner.stdout, "data")) as [Buffer];
  return { owner, pids: JSON.parse(String(line)) as number[] };
}

const running = async (pids: readonly number[]): Promise<number[]> => {
  const seen = await Promise.all(pids.map(async (pid) => ((await identityOf(pid)) === undefined ? [] : [pid])));
  return seen.flat();
};

describe("an owner that is killed outright", () => {
  test("takes its processes with it, a deaf one too, and its temporary folder", async () => {
    const { owner, pids } = await startOwner("warden");
    expect(await running(pids)).toEqual(pids);
    owner.kill("SIGKILL");
    const allGone = settle(async () => (await running(pids)).length === 0, { timeoutMs: 10_000 });
    await expect(allGone).resolves.toBe(true);
    await settle(async () => !(await readdir(dir)).includes("a folder"));
  });

  test("without its warden leaves processes, which the next start ends by their pid files", async () => {
    const { owner, pids } = await startOwner("none");
    owner.kill("SIGKILL");
    await once(owner, "exit");
    expect(await running(pids)).toEqual(pids);
    expect((await endLeftovers(join(dir, "run"), 300)).sort()).toEqual(["deaf", "willing"]);
    expect(await running(pids)).toEqual([]);
    expect(await readdir(join(dir, "run"))).toEqual([]);
  });
});

describe("one process", () => {
  const start = (script: string, warden = startWarden()) =>
    startProcess({
      name: "one",
      command: process.execPath,
      args: ["-e", script],
      logFile: join(dir, "one.log"),
      runDir: join(dir, "run"),
      warden,
    });

  test("that is asked to end and does not is killed after its grace", async () => {
    const one = await start("process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)");
    await settle(async () => (await logTail(one.logFile)).includes("up"));
    await one.stop(200);
    expect(one.exit()).toEqual({ code: null, signal: "SIGKILL" });
  });

  test("leaves no pid file when it has ended by itself", async () => {
    const one = await start("process.exitCode = 3");
    expect(await one.exited).toEqual({ code: 3, signal: null });
    await settle(async () => (await readdir(join(dir, "run"))).length === 0);
    await one.stop();
  });

  test("whose number was given to another one is not ended in its place", async () => {
    const one = await start("setInterval(() => {}, 1000)");
    await writeFile(
      join(dir, "run", "earlier.pid"),
      JSON.stringify({ pid: one.pid, identity: "an earlier one", signal: "SIGTERM" }),
    );
    await rm(join(dir, "run", "one.pid"));
    expect(await endLeftovers(join(dir, "run"))).toEqual([]);
    expect(await running([one.pid])).toEqual([one.pid]);
    await one.stop();
  });

  test("that cannot be started says which command", async () => {
    const spec = { name: "none", args: [], logFile: join(dir, "none.log"), runDir: join(dir, "run") };
    const started = startProcess({ ...spec, command: join(dir, "nowhere"), warden: startWarden() });
    await expect(started).rejects.toThrow(/^none: cannot start .*nowhere: spawn .*ENOENT/);
  });
});

describe("settle", () => {
  test("answers the first truthy thing, and takes errors for not yet", async () => {
    let tries = 0;
    const look = (): string | undefined => {
      tries += 1;
      if (tries === 1) throw new Error("not there");
      return tries === 3 ? "there" : undefined;
    };
    expect(await settle(look)).toBe("there");
  });

  test("gives up after its time with the last error as the reason", async () => {
    const look = (): never => {
      throw new Error("the row is missing");
    };
    await expect(settle(look, { timeoutMs: 50, what: "the row" })).rejects.toThrow(
      "waited 50 ms for the row: the row is missing",
    );
  });
});
