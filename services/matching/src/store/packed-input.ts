import { setImmediate as turn } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip, gunzipSync, gzip } from "node:zlib";
import type { MatcherInput } from "../domain/matcher/index.ts";

const squeeze = promisify(gzip);
const unsqueeze = promisify(gunzip);
const rowsAtOnce = 2_000;

/** All that a run considers as bytes, made in slices: a large cohort as one text would hold up every other call. */
export async function packInput(input: MatcherInput): Promise<Buffer> {
  const { mentors, mentees, barred, ...rules } = input;
  const text = [JSON.stringify({ ...rules, leastScore: Number(rules.leastScore) }).slice(0, -1)];
  for (const [name, rows] of Object.entries({ mentors, mentees, barred })) {
    text.push(`,"${name}":[`);
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      text.push(from === 0 ? "" : ",", JSON.stringify(rows.slice(from, from + rowsAtOnce)).slice(1, -1));
      await turn();
    }
    text.push("]");
  }
  text.push("}");
  return squeeze(text.join(""), { level: 1 });
}

const parse = (bytes: Buffer): MatcherInput => JSON.parse(bytes.toString("utf8")) as MatcherInput;

/** What `packInput` was given. Parsing takes a moment for large cohorts. */
export const unpackInput = async (packed: Uint8Array): Promise<MatcherInput> => parse(await unsqueeze(packed));

/** The same at once, for a thread that has nothing else to do. */
export const unpackInputSync = (packed: Uint8Array): MatcherInput => parse(gunzipSync(packed));
