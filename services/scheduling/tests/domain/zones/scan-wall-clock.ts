import { execFile } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

// What a zone's wall clock does, seen by looking at it. Run as a program it looks at the clock of the machine's own zone, which `TZ`
// sets: through the calendar fields of dates, that is, and through nothing that the product turns times with.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const FROM = Date.UTC(2010, 0, 1);
export const TO = Date.UTC(2028, 0, 1);

/** From an instant on the wall clock is so many minutes ahead of UTC. The first is at `FROM`. */
export type Step = { readonly at: number; readonly offsetMinutes: number };

/** `minute`: looks once a minute; `hour`: once an hour, and at the minutes of those hours in which the clock did not go on by an hour. */
export type Look = "minute" | "hour";

/** Looks at the clock of a zone from 2010 to 2027 in a process of its own. */
export function scanZone(zone: string, look: Look): Promise<{ steps: Step[]; zoneData: string }> {
  const program = fileURLToPath(import.meta.url);
  const env = { ...process.env, NODE_OPTIONS: "", TZ: zone };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--no-warnings", program, look], { env, encoding: "utf8" }, (error, said) => {
      if (error === null) resolve(JSON.parse(said));
      else reject(error);
    });
  });
}

/** A step as `2026-03-29T01:00 120`: the instant in UTC, and the minutes ahead from then on. */
export const writeStep = ({ at, offsetMinutes }: Step): string =>
  `${new Date(at).toISOString().slice(0, 16)} ${offsetMinutes}`;

/** Reads what `writeStep` wrote. */
export function readStep(text: string): Step {
  const [at, offset] = text.split(" ") as [string, string];
  return { at: Date.parse(`${at}:00Z`), offsetMinutes: Number(offset) };
}

function aheadAt(date: Date, at: number): number {
  date.setTime(at);
  const wall = Date.UTC(
    date.getFullYear(),
    date.getMonth(),
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  );
  return wall - at;
}

function scanHere(look: Look): Step[] {
  const date = new Date(FROM);
  const steps: Step[] = [];
  let last = Number.NaN;
  const lookAt = (at: number): void => {
    const ahead = aheadAt(date, at);
    if (ahead === last) return;
    if (ahead % MINUTE !== 0) throw new Error(`${process.env["TZ"]} is parts of a minute ahead at ${at}`);
    steps.push({ at, offsetMinutes: ahead / MINUTE });
    last = ahead;
  };
  for (let hour = FROM; hour < TO; hour += HOUR) {
    const isDull =
      look === "hour" && hour > FROM && aheadAt(date, hour) === last && aheadAt(date, hour + HOUR) === last;
    for (let at = hour; !isDull && at < hour + HOUR; at += MINUTE) lookAt(at);
  }
  return steps;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const steps = scanHere(process.argv[2] as Look);
  process.stdout.write(JSON.stringify({ steps, zoneData: process.versions.tz }));
}
