import { spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { DEFAULT_PORTS, freePorts, type Listener, nodeCommand, places, type Ports } from "../../src/launch/index.ts";
import { isPortFree, isReady, isStillRunning, settle } from "../../src/processes/index.ts";

let dir: string;
let ports: Ports;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mentorship-up-"));
  await chmod(dir, 0o711);
  ports = await freePorts();
  const chosen = (Object.keys(ports) as Listener[]).map((one) => [DEFAULT_PORTS[one].variable, String(ports[one])]);
  const { NODE_OPTIONS: _flags, ...inherited } = process.env;
  env = { ...inherited, ...Object.fromEntries(chosen), MENTORSHIP_DEV_DIR: dir };
  Object.assign(env, { DATABASE_URL: "", NATS_URL: "", TEMPORAL_ADDRESS: "" });
});
afterAll(async () => {
  await dev("down");
  await rm(dir, { recursive: true, force: true });
}, 60_000);

/** Runs one verb of the developer's command to its end. */
function dev(...words: string[]): Promise<{ code: number | null; out: string; ms: number }> {
  const { command, args } = nodeCommand();
  const script = join(places().root, "services", "dev-env", "src", "bin", "dev.ts");
  const started = performance.now();
  const child = spawn(command, [...args, script, ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
  }
  return new Promise((resolve) => {
    child.once("close", (code) => resolve({ code, out, ms: performance.now() - started }));
  });
}

interface PidFile {
  pid: number;
  identity: string;
}
const readPid = async (file: string): Promise<PidFile> => JSON.parse(await readFile(file, "utf8")) as PidFile;
const ownedPids = async (): Promise<PidFile[]> => {
  const files = await readdir(join(dir, "run"));
  return Promise.all(files.filter((file) => file.endsWith(".pid")).map((file) => readPid(join(dir, "run", file))));
};
const nobodyRuns = async (pids: readonly PidFile[]): Promise<boolean> =>
  (await Promise.all(pids.map(({ pid, identity }) => isStillRunning(pid, identity)))).every((runs) => !runs);
const everyPortIsFree = async (): Promise<boolean> =>
  (await Promise.all(Object.values(ports).map((port) => isPortFree(port)))).every((free) => free);

describe("make up and make down", () => {
  let pids: PidFile[];
  let firstTook: number;

  test("up prints every address, the edge first, when all is ready", async () => {
    const { code, out, ms } = await dev("up");
    firstTook = ms;
    expect([code, out]).toEqual([0, expect.stringContaining("The platform is up.")]);
    const [first = ""] = out.slice(out.indexOf("The platform is up.")).split("\n").slice(2);
    expect(first).toContain(`http://127.0.0.1:${ports.edge}`);
    for (const port of Object.values(ports)) expect(out).toContain(`:${port}`);
    expect(await isReady(`http://127.0.0.1:${ports.edge}`)).toBe(true);
    pids = await ownedPids();
    expect(pids).toHaveLength(8);
  }, 180_000);

  test("a second up says so at once and starts nothing", async () => {
    const { code, out, ms } = await dev("up");
    expect([code, out]).toEqual([0, expect.stringContaining("already up")]);
    expect(ms).toBeLessThan(firstTook);
    expect(await ownedPids()).toEqual(pids);
  }, 60_000);

  test("a token is one line, and is accepted by the running platform", async () => {
    const { out } = await dev("token", "--role", "mentor", "--tenant", "acme", "--sub", "ada", "--capabilities", "x,y");
    expect(decodeJwt(out.trim())).toMatchObject({
      tenant: "acme",
      sub: "ada",
      roles: ["mentor"],
      capabilities: ["x", "y"],
    });
    const call = (authorization: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${ports.edge}/mentorship.v1.NotificationService/GetUnreadCount`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: "{}",
      });
    expect((await call("Bearer nonsense")).status).toBe(401);
    expect((await call(`Bearer ${out.trim()}`)).status).not.toBe(401);
  }, 60_000);

  test("a role that does not exist is told with those that do", async () => {
    const { code, out } = await dev("token", "--role", "boss");
    expect([code, out]).toEqual([1, "there is no role boss; ROLE is one or more of admin, mentor, mentee, service\n"]);
  });

  test("a second copy in another folder is refused the taken ports in one line", async () => {
    const other = await mkdtemp(join(tmpdir(), "mentorship-up-"));
    const before = env;
    env = { ...env, MENTORSHIP_DEV_DIR: other };
    const { code, out } = await dev("up");
    env = before;
    await rm(other, { recursive: true });
    expect(code).toBe(1);
    expect(out).toContain(`port ${ports.edge} (edge, moved with MENTORSHIP_EDGE_PORT)`);
  }, 60_000);

  test("down leaves no process and no taken port", async () => {
    const { code, out } = await dev("down");
    expect([code, out]).toEqual([0, expect.stringContaining("The platform is down.")]);
    expect(await nobodyRuns(pids)).toBe(true);
    expect(await everyPortIsFree()).toBe(true);
  }, 60_000);

  test("a holder that is killed outright takes all with it, and the next up works on the same data", async () => {
    expect((await dev("up")).code).toBe(0);
    const again = await ownedPids();
    const holder = await readPid(join(dir, "state.json"));
    process.kill(holder.pid, "SIGKILL");
    await settle(() => nobodyRuns(again), { timeoutMs: 20_000 });
    const { code, out } = await dev("up");
    expect([code, out]).toEqual([0, expect.stringContaining("The platform is up.")]);
    expect((await dev("down")).code).toBe(0);
    expect(await everyPortIsFree()).toBe(true);
  }, 240_000);
});
