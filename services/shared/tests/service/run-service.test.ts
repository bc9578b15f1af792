import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type ChildProcess, spawn } from "node:child_process";
import * as net from "node:net";
import { fileURLToPath } from "node:url";
import { type Keys, makeKeys } from "../rpc/keys.ts";
import { until } from "../rpc/stage.ts";

let keys: Keys;
let env: Record<string, string>;
beforeAll(async () => {
  keys = await makeKeys({ service: "doorkeeper" });
  env = {
    PATH: process.env.PATH ?? "",
    MENTORSHIP_ENV: "development",
    MENTORSHIP_PORT: "0",
    MENTORSHIP_DRAIN_SECONDS: "0",
    MENTORSHIP_PUBLIC_URL: "http://127.0.0.1:7000",
    DATABASE_URL: "postgres://svc@127.0.0.1:1/x",
    NATS_URL: "nats://127.0.0.1:1",
    MENTORSHIP_STREAM_FILE: keys.auth.internalKeysFile,
    TEMPORAL_ADDRESS: "127.0.0.1:1",
    MENTORSHIP_JWT_ISSUER: "platform",
    MENTORSHIP_JWT_AUDIENCE: "mentorship",
    MENTORSHIP_JWKS_FILE: "file" in keys.auth.platformKeys ? keys.auth.platformKeys.file : "",
    MENTORSHIP_INTERNAL_JWKS_FILE: keys.auth.internalKeysFile,
    MENTORSHIP_INTERNAL_KEY_FILE: keys.auth.internalKeyFile,
  };
});
afterAll(() => keys.remove());

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly code: Promise<number | null>;
}

function start(extra: Record<string, string> = {}): Run {
  const script = fileURLToPath(new URL("doorkeeper.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", script], {
    env: { ...env, ...extra },
    stdio: ["pipe", "pipe", "pipe"],
  });
  running.add(child);
  child.on("close", () => running.delete(child));
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, out: () => out, err: () => err, code };
}

const said = (run: Run) =>
  run
    .out()
    .split("\n")
    .filter((line) => /^(open|ready|stop|close) /.test(line));
const isReady = (run: Run) => () => run.out().includes('"msg":"ready"');

describe("a service process", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "opens its doors in order and on %s stops them in reverse, the context last",
    async (signal) => {
      const run = start();
      await until("it is ready", isReady(run));
      run.child.kill(signal);
      expect(await run.code).toBe(0);
      expect(said(run)).toEqual([
        "open worker",
        "open relay",
        "ready worker",
        "ready relay",
        "stop rpc",
        "stop relay",
        "stop worker",
        "close context",
      ]);
    },
  );

  test("ends when its launcher does, if it is told to watch it", async () => {
    const run = start({ MENTORSHIP_PARENT_PIPE: "1" });
    await until("it is ready", isReady(run));
    run.child.stdin?.end();
    expect(await run.code).toBe(0);
    expect(said(run).at(-1)).toBe("close context");
  });

  test("without being told to lives on when its input ends", async () => {
    const run = start();
    run.child.stdin?.end();
    await until("it is ready", isReady(run));
    run.child.kill("SIGTERM");
    expect(await run.code).toBe(0);
    expect(run.out()).toContain('"why":"SIGTERM"');
  });

  test("tells every problem of its configuration in one line each and ends with 1", async () => {
    const run = start({ MENTORSHIP_PORT: "x", MENTORSHIP_JWT_ISSUER: "" });
    expect(await run.code).toBe(1);
    expect(run.err().trim().split("\n")).toEqual([
      expect.stringMatching(/^doorkeeper: can't start: MENTORSHIP_PORT is "x"/),
      "doorkeeper: can't start: MENTORSHIP_JWT_ISSUER is missing",
    ]);
  });

  test("tells in one line that its port is taken", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    const run = start({ MENTORSHIP_PORT: String(port) });
    expect(await run.code).toBe(1);
    expect(run.err()).toBe(
      `doorkeeper: can't start: address already in use 127.0.0.1:${port}: set another MENTORSHIP_PORT\n`,
    );
    await new Promise((resolve) => server.close(resolve));
  });

  test("tells in one line why its context can't be opened", async () => {
    const run = start({ BREAK: "context" });
    expect(await run.code).toBe(1);
    expect(run.err()).toBe("doorkeeper: can't start: the context can't be opened: no way\n");
  });

  test("ends with 1 and a fatal line on a fault that nobody caught", async () => {
    const run = start({ BREAK: "later" });
    expect(await run.code).toBe(1);
    expect(run.out()).toContain("nobody catches this");
    expect(run.out()).toContain('"level":"fatal"');
  });
});
