import type { CompiledInput } from "../compile.ts";

/**
 * A number for each mentee, the same for those whose pairs all score the same: equal focus tags, department and decade,
 * nobody barred. A search need only go through the pairs of one of them.
 */
export function classMentees(input: CompiledInput): Int32Array {
  const { start, ids } = input.menteeTags;
  const hasBarred = new Uint8Array(input.mentees.length);
  for (const mentee of input.barred.ids) hasBarred[mentee] = 1;
  const known = new Map<string, number>();
  const classes = new Int32Array(input.mentees.length);
  for (let mentee = 0; mentee < classes.length; mentee++) {
    let key = `${hasBarred[mentee] === 1 ? mentee : ""};${input.menteeDepartment[mentee]};${input.menteeDecade[mentee]}`;
    for (let i = start[mentee] as number; i < (start[mentee + 1] as number); i++) key += `,${ids[i]}`;
    const one = known.get(key) ?? known.size;
    known.set(key, one);
    classes[mentee] = one;
  }
  return classes;
}
