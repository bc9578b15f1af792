import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const program = fileURLToPath(new URL("./checks-of-this-machine.ts", import.meta.url));

async function askUnder(zone: string, today: string): Promise<{ zone: string; wrong: string[]; said: string }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=source", "--no-warnings", program, today],
    { env: { ...process.env, NODE_OPTIONS: "", TZ: zone }, encoding: "utf8" },
  );
  return JSON.parse(stdout);
}

test("the checks hold and the answers are the same whatever zone and day the machine is in", async () => {
  const utc = await askUnder("UTC", "2026-01-15T12:00:00Z");
  expect(utc).toMatchObject({ zone: "UTC", wrong: [] });
  for (const [zone, today] of [
    ["Pacific/Apia", "2011-12-30T10:00:00Z"],
    ["America/St_Johns", "2026-03-08T05:30:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
  ] as const) {
    expect(await askUnder(zone, today)).toEqual({ ...utc, zone });
  }
});
