import { describe, expect, test } from "@jest/globals";
import { ANY_SHARED } from "../../src/domain/matcher/levels.ts";
import { sharing, sharingExactly } from "../../src/domain/matcher/sharing.ts";
import { type Random, seededRandom } from "./matcher-data.ts";

// `tags` rows of two words, then one row without a bit; the second word is the one counted.
function randomRows(random: Random, tags: number): { bits: Int32Array; bases: Int32Array; counts: number[] } {
  const share = random() < 0.5 ? 0.5 : 0.95;
  const bits = new Int32Array((tags + 1) * 2);
  const counts = Array.from({ length: 32 }, () => 0);
  for (let tag = 0; tag < tags; tag++) {
    for (let mentee = 0; mentee < 32; mentee++) {
      if (random() >= share) continue;
      bits[tag * 2 + 1] = (bits[tag * 2 + 1] ?? 0) | (1 << mentee);
      counts[mentee] = (counts[mentee] ?? 0) + 1;
    }
  }
  const bases = Int32Array.from({ length: Math.max(8, tags) }, (_, tag) => Math.min(tag, tags) * 2);
  return { bits, bases, counts };
}

const asBits = (counts: readonly number[], has: (count: number) => boolean) =>
  counts.reduce((bits, count, mentee) => (has(count) ? bits | (1 << mentee) : bits), 0);

describe("counting shared tags side by side", () => {
  test("gives for every number of tags and every count just the mentees with that count", () => {
    const random = seededRandom(11);
    for (let tags = 1; tags <= 70; tags++) {
      for (let round = 0; round < 20; round++) {
        const { bits, bases, counts } = randomRows(random, tags);
        for (let shared = 0; shared <= tags; shared++) {
          const wanted = { tags, shared, mentees: asBits(counts, (count) => count === shared) };
          expect({ tags, shared, mentees: sharing(bits, bases, tags, 1, shared) }).toEqual(wanted);
        }
        expect(sharing(bits, bases, tags, 1, ANY_SHARED)).toBe(asBits(counts, (count) => count > 0));
      }
    }
  });

  test("the way for up to eight tags gives the same", () => {
    const random = seededRandom(12);
    for (let tags = 1; tags <= 8; tags++) {
      for (let round = 0; round < 100; round++) {
        const { bits, bases, counts } = randomRows(random, tags);
        for (let shared = 1; shared <= tags; shared++) {
          const wanted = { tags, shared, mentees: asBits(counts, (count) => count === shared) };
          expect({ tags, shared, mentees: sharingExactly(bits, bases, 1, shared) }).toEqual(wanted);
        }
      }
    }
  });
});
