import { createHash } from "node:crypto";
import { openIntervals } from "../../../src/domain/open-intervals.ts";
import { clockChangesBetween } from "../../../src/domain/time/zone-table.ts";
import { availabilityOf } from "../sample.ts";
import { FROM, TO } from "./scan-wall-clock.ts";
import { ZONES, wallClockOf } from "./wall-clocks.ts";
import { wrongInLocalTimes, wrongInTable, wrongInWindows } from "./zone-checks.ts";

// Run as a program under a zone and on a day of the machine: makes a part of the checks, and tells a digest of what the product says.
const today = Date.parse(process.argv[2] as string);
Date.now = () => today;

const wrong: string[] = [];
const said = createHash("sha256");
for (const [index, zone] of ZONES.entries()) {
  said.update(JSON.stringify(clockChangesBetween(zone, FROM, TO)));
  said.update(JSON.stringify(openIntervals(availabilityOf({ zone }), Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))));
  const steps = await wallClockOf(zone);
  wrong.push(...wrongInTable(zone, steps));
  if (index % 7 === 0) wrong.push(...wrongInLocalTimes(zone, steps), ...wrongInWindows(zone, steps));
}
process.stdout.write(JSON.stringify({ zone: process.env["TZ"], wrong, said: said.digest("hex") }));
