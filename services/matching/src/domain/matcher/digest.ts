import { createHash } from "node:crypto";
import { sortedByUtf8 } from "./byte-order.ts";
import { type CompiledInput, compileInput } from "./compile.ts";
import type { LeftOver, MatcherInput, Proposal } from "./types.ts";

/**
 * SHA-256 over the input in one form: sorted, sets without repeats, one JSON array a line; tags stand once, in a line
 * of their own, and people name them by their place there. The same for every order in which rows, tags and barred
 * pairs came; `strategy` is part of it.
 */
export function digestInput(input: MatcherInput, strategy: string): string {
  return digestCompiled(input, compileInput(input), strategy);
}

/** The same for an input that is compiled already. */
export function digestCompiled(input: MatcherInput, compiled: CompiledInput, strategy: string): string {
  const quoteDepartment = quoteOnce();
  const { skillsThousandths, audienceThousandths, capacityThousandths } = input.weights;
  const weights = [skillsThousandths, audienceThousandths, capacityThousandths];
  const lines = openLines();
  lines.add(JSON.stringify(["matcher-input-1", strategy, weights, input.capacityBasis, compiled.leastScore]));
  lines.add(JSON.stringify(["tags", compiled.tagNames]));
  const { mentorTags, menteeTags } = compiled;
  compiled.mentors.forEach((mentor, rank) => {
    const tags = joinIds(mentorTags.ids, mentorTags.start[rank] ?? 0, mentorTags.start[rank + 1] ?? 0);
    const who = `${quote(mentor.personId)},${quoteDepartment(mentor.department)},${mentor.batchYear}`;
    lines.add(`["mentor",${who},${mentor.maxMentees},${mentor.taken},[${tags}]]`);
  });
  compiled.mentees.forEach((mentee, rank) => {
    const tags = joinIds(menteeTags.ids, menteeTags.start[rank] ?? 0, menteeTags.start[rank + 1] ?? 0);
    const who = `${quote(mentee.personId)},${quoteDepartment(mentee.department)},${mentee.batchYear}`;
    lines.add(`["mentee",${who},[${tags}]]`);
  });
  const barred = input.barred.map((pair) => JSON.stringify(["barred", pair.mentorId, pair.menteeId]));
  for (const line of sortedByUtf8([...new Set(barred)], (pair) => pair)) lines.add(line);
  return lines.close();
}

/**
 * SHA-256 over the proposals in the order chosen and the left-over mentees, one JSON array a line. A proposal counts
 * with its ids, score and seats: its other terms follow from these and the input.
 */
export function digestOutput(proposals: readonly Proposal[], leftOver: readonly LeftOver[]): string {
  const lines = openLines();
  lines.add(JSON.stringify(["matcher-output-1", proposals.length, leftOver.length]));
  for (const { mentorId, menteeId, score, terms } of proposals) {
    lines.add(`["proposal",${quote(mentorId)},${quote(menteeId)},${score},${terms.capacity.seatsFree}]`);
  }
  for (const { menteeId, reason } of leftOver) lines.add(`["left-over",${quote(menteeId)},"${reason}"]`);
  return lines.close();
}

// JSON's form of a text; most need nothing but the quotes.
function quote(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

function quoteOnce(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let quoted = known.get(text);
    if (quoted === undefined) known.set(text, (quoted = quote(text)));
    return quoted;
  };
}

function joinIds(ids: Int32Array, from: number, to: number): string {
  let joined = "";
  for (let i = from; i < to; i++) joined += i === from ? ids[i] : `,${ids[i]}`;
  return joined;
}

// Hands text to the hash in large pieces: one call per line costs more than the hashing.
function openLines() {
  const hash = createHash("sha256");
  let pending = "";
  return {
    add(line: string) {
      pending += `${line}\n`;
      if (pending.length > 1 << 16) {
        hash.update(pending, "utf8");
        pending = "";
      }
    },
    close: () => hash.update(pending, "utf8").digest("hex"),
  };
}
