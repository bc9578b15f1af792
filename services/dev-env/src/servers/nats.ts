import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "nats";
import { startProcess } from "../processes/index.ts";
import { awaitReady } from "./await-ready.ts";
import { findBinary, noWay, sourceOf } from "./find-binary.ts";
import { unreachable } from "./given.ts";
import { givenServer, ownServer, type Server, type ServerOptions } from "./server.ts";

/**
 * NATS with JetStream on `port`, its store under `dataDir`; the server named by NATS_URL when that is set.
 * Throws when it is neither given nor to be had, or does not answer.
 */
export async function startNats(options: ServerOptions, env: NodeJS.ProcessEnv = process.env): Promise<Server> {
  const source = sourceOf("NATS_URL", env);
  if (source.from === "given") {
    if (!(await answers(source.address, 3_000))) throw unreachable("NATS", "NATS_URL", source.address);
    return givenServer(source.address);
  }
  const found = await findBinary("nats-server", options.log, env);
  if ("missing" in found) throw noWay("nats-server", "NATS_URL", found.missing);
  const config = join(options.runDir, "nats.conf");
  await writeFile(config, configOf(options));
  const running = await startProcess({
    name: "nats",
    command: found.path,
    args: ["--config", config],
    logFile: join(options.logDir, "nats.log"),
    runDir: options.runDir,
    warden: options.warden,
  });
  const url = `nats://127.0.0.1:${options.port}`;
  await awaitReady(running, () => answers(url, 1_000), 20_000);
  return ownServer(url, running);
}

function configOf(options: ServerOptions): string {
  return [
    `listen: "127.0.0.1:${options.port}"`,
    `jetstream: { store_dir: ${JSON.stringify(options.dataDir)} }`,
    // Events are small; a larger one is a mistake of ours, to be seen at once.
    "max_payload: 1MB",
    "",
  ].join("\n");
}

async function answers(url: string, timeout: number): Promise<boolean> {
  try {
    const connection = await connect({ servers: url, timeout, reconnect: false });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
