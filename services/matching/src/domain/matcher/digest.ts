import { addAscii, addQuoted, addText, addWhole, type ByteLines, closeByteLines, openByteLines } from "./byte-lines.ts";
import { sortedByUtf8 } from "./byte-order.ts";
import { type CompiledInput, compileInput, type Lists } from "./compile.ts";
import type { LeftOver, MatcherInput, MatcherMentee, Proposal } from "./types.ts";

/**
 * SHA-256 over the input in one form: sorted, sets without repeats, one JSON array a line; tags stand once, in a line
 * of their own, and people name them by their place there. The same for every order in which rows, tags and barred
 * pairs came.
 */
export function digestInput(input: MatcherInput): string {
  return digestCompiled(input, compileInput(input));
}

/** The same for an input that is compiled already. */
export function digestCompiled(input: MatcherInput, compiled: CompiledInput): string {
  const { skillsThousandths, audienceThousandths, capacityThousandths } = input.weights;
  const weights = [skillsThousandths, audienceThousandths, capacityThousandths];
  const rules = ["matcher-input-1", input.strategy, weights, input.capacityBasis, compiled.leastScore];
  const lines = openByteLines();
  addText(lines, `${JSON.stringify(rules)}\n${JSON.stringify(["tags", compiled.tagNames])}\n`);
  compiled.mentors.forEach((mentor, rank) => {
    addPerson(lines, '["mentor",', mentor);
    addAscii(lines, ",");
    addWhole(lines, mentor.maxMentees);
    addAscii(lines, ",");
    addWhole(lines, mentor.taken);
    addTags(lines, compiled.mentorTags, rank);
  });
  compiled.mentees.forEach((mentee, rank) => {
    addPerson(lines, '["mentee",', mentee);
    addTags(lines, compiled.menteeTags, rank);
  });
  const barred = input.barred.map((pair) => JSON.stringify(["barred", pair.mentorId, pair.menteeId]));
  for (const line of sortedByUtf8([...new Set(barred)], (pair) => pair)) addText(lines, `${line}\n`);
  return closeByteLines(lines);
}

/**
 * SHA-256 over the proposals in the order chosen and the left-over mentees, one JSON array a line. A proposal counts
 * with its ids, score and seats: its other terms follow from these and the input.
 */
export function digestOutput(proposals: readonly Proposal[], leftOver: readonly LeftOver[]): string {
  const lines = openByteLines();
  addText(lines, `${JSON.stringify(["matcher-output-1", proposals.length, leftOver.length])}\n`);
  for (const { mentorId, menteeId, score, terms } of proposals) {
    addAscii(lines, '["proposal",');
    addQuoted(lines, mentorId);
    addAscii(lines, ",");
    addQuoted(lines, menteeId);
    addAscii(lines, ",");
    addWhole(lines, score);
    addAscii(lines, ",");
    addWhole(lines, terms.capacity.seatsFree);
    addAscii(lines, "]\n");
  }
  for (const { menteeId, reason } of leftOver) {
    addAscii(lines, '["left-over",');
    addQuoted(lines, menteeId);
    addAscii(lines, `,"${reason}"]\n`);
  }
  return closeByteLines(lines);
}

function addPerson(lines: ByteLines, kind: string, person: MatcherMentee): void {
  addAscii(lines, kind);
  addQuoted(lines, person.personId);
  addAscii(lines, ",");
  addQuoted(lines, person.department);
  addAscii(lines, ",");
  if (person.batchYear === null) addAscii(lines, "null");
  else addWhole(lines, person.batchYear);
}

function addTags(lines: ByteLines, tags: Lists, rank: number): void {
  const from = tags.start[rank] as number;
  const to = tags.start[rank + 1] as number;
  addAscii(lines, ",[");
  for (let i = from; i < to; i++) {
    if (i > from) addAscii(lines, ",");
    addWhole(lines, tags.ids[i] as number);
  }
  addAscii(lines, "]]\n");
}
