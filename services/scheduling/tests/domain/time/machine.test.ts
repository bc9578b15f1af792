import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const answers = fileURLToPath(new URL("./answers-of-this-machine.ts", import.meta.url));

function askUnder(zone: string, today: string): string {
  return execFileSync(process.execPath, ["--conditions=source", "--no-warnings", answers, today], {
    env: { ...process.env, NODE_OPTIONS: "", TZ: zone },
    encoding: "utf8",
  });
}

test("the answers do not depend on the zone of the machine nor on the day it is", () => {
  const here = askUnder("UTC", "2026-01-15T12:00:00Z");
  expect(here).toContain("2026-10-25T00:30:00.000Z");
  expect(askUnder("Pacific/Apia", "2026-07-15T12:00:00Z")).toBe(here);
  expect(askUnder("America/St_Johns", "2026-03-29T01:00:00Z")).toBe(here);
});
