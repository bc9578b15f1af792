import { ANY_SHARED } from "./levels.ts";

/**
 * The mentees of one word who share exactly `shared` (1 to 8) of eight tags, as bits. Eight rows are added at once,
 * 32 mentees side by side; `ones` to `eights` hold the binary digits of each mentee's count.
 */
export function sharingExactly(bits: Int32Array, bases: Int32Array, word: number, shared: number): number {
  const a = bits[(bases[0] as number) + word] as number;
  const b = bits[(bases[1] as number) + word] as number;
  const c = bits[(bases[2] as number) + word] as number;
  const d = bits[(bases[3] as number) + word] as number;
  const e = bits[(bases[4] as number) + word] as number;
  const f = bits[(bases[5] as number) + word] as number;
  const g = bits[(bases[6] as number) + word] as number;
  const h = bits[(bases[7] as number) + word] as number;
  const ab = a ^ b;
  const de = d ^ e;
  const abc = ab ^ c;
  const def = de ^ f;
  const twoA = (a & b) | (ab & c);
  const twoB = (d & e) | (de & f);
  const six = abc ^ def;
  const seven = six ^ g;
  const twoC = (abc & def) | (six & g);
  const twoD = seven & h;
  const twoAB = twoA ^ twoB;
  const twoABC = twoAB ^ twoC;
  const fourA = (twoA & twoB) | (twoAB & twoC);
  const fourB = twoABC & twoD;
  const ones = seven ^ h;
  const twos = twoABC ^ twoD;
  const fours = fourA ^ fourB;
  const eights = fourA & fourB;
  return ~(
    (ones ^ -(shared & 1)) |
    (twos ^ -((shared >>> 1) & 1)) |
    (fours ^ -((shared >>> 2) & 1)) |
    (eights ^ -((shared >>> 3) & 1))
  );
}

/** The same for any number of tags; `shared` may also be 0, or ANY_SHARED for at least one. */
export function sharing(bits: Int32Array, bases: Int32Array, tags: number, word: number, shared: number): number {
  if (shared > 0)
    return tags <= 31 ? sharingUpTo31(bits, bases, tags, word, shared) : sharingOfMany(bits, bases, tags, word, shared);
  let any = 0;
  for (let tag = 0; tag < tags; tag++) any |= bits[(bases[tag] as number) + word] as number;
  return shared === ANY_SHARED ? any : ~any;
}

function sharingUpTo31(bits: Int32Array, bases: Int32Array, tags: number, word: number, shared: number): number {
  let ones = 0;
  let twos = 0;
  let fours = 0;
  let eights = 0;
  let sixteens = 0;
  for (let tag = 0; tag < tags; tag++) {
    const row = bits[(bases[tag] as number) + word] as number;
    const carry1 = ones & row;
    const carry2 = twos & carry1;
    const carry4 = fours & carry2;
    ones ^= row;
    twos ^= carry1;
    fours ^= carry2;
    sixteens |= eights & carry4;
    eights ^= carry4;
  }
  return ~(
    (ones ^ -(shared & 1)) |
    (twos ^ -((shared >>> 1) & 1)) |
    (fours ^ -((shared >>> 2) & 1)) |
    (eights ^ -((shared >>> 3) & 1)) |
    (sixteens ^ -((shared >>> 4) & 1))
  );
}

function sharingOfMany(bits: Int32Array, bases: Int32Array, tags: number, word: number, shared: number): number {
  const digits = new Int32Array(32 - Math.clz32(tags));
  for (let tag = 0; tag < tags; tag++) {
    let carry = bits[(bases[tag] as number) + word] as number;
    for (let digit = 0; carry !== 0; digit++) {
      const before = digits[digit] as number;
      digits[digit] = before ^ carry;
      carry &= before;
    }
  }
  let differs = 0;
  digits.forEach((bit, digit) => {
    differs |= bit ^ -((shared >>> digit) & 1);
  });
  return ~differs;
}
