import { writeFileSync } from "node:fs";
import { SCANNED_ZONES } from "../time/wall-clock-scan.ts";
import { FROM, type Step, TO, scanZone, writeStep } from "./scan-wall-clock.ts";

// Looks at the wall clock of every zone once a minute from 2010 to 2027 and writes down when it changed. Takes two minutes:
//   $(node scripts/node-command.mjs) services/scheduling/tests/domain/zones/make-wall-clocks.ts

const found = new Map<string, readonly Step[]>();
let zoneData = "";
const queue = [...SCANNED_ZONES].sort();
async function work(): Promise<void> {
  for (let zone = queue.shift(); zone !== undefined; zone = queue.shift()) {
    const scan = await scanZone(zone, "minute");
    found.set(zone, scan.steps);
    zoneData = scan.zoneData;
  }
}
await Promise.all([work(), work()]);

const lines = [...found]
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([zone, steps]) => `    ${JSON.stringify(zone)}: ${JSON.stringify(steps.map(writeStep))}`);
const head = { zoneData, from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() };
const headLines = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
const text = `{\n${headLines.join("\n")}\n  "clocks": {\n${lines.join(",\n")}\n  }\n}\n`;
writeFileSync(new URL("./wall-clocks.json", import.meta.url), text);
