// Owns two processes, one of which ignores the request to end, prints their numbers and waits. The test kills it.
import { mkdirSync } from "node:fs";
import { startProcess, startWarden } from "../../src/processes/index.ts";

const [dir = "", withWarden] = process.argv.slice(2);
const nothing = (): undefined => undefined;
const none = { adopt: nothing, release: nothing, discard: nothing, close: nothing };
const warden = withWarden === "warden" ? startWarden() : none;
mkdirSync(`${dir}/a folder`);
warden.discard(`${dir}/a folder`);
const start = (name: string, script: string) =>
  startProcess({
    name,
    command: process.execPath,
    args: ["-e", script],
    logFile: `${dir}/${name}.log`,
    runDir: `${dir}/run`,
    warden,
  });
const willing = await start("willing", "setInterval(() => {}, 1000)");
const deaf = await start("deaf", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
console.log(JSON.stringify([willing.pid, deaf.pid]));
setInterval(() => undefined, 1_000);
