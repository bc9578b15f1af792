import { describe, expect, test } from "@jest/globals";
import { compileInput } from "../../src/domain/matcher/compile.ts";
import { digestOutput, explainPair, type MatcherInput, match, matchGreedy } from "../../src/domain/matcher/index.ts";
import { pickGreedy } from "../../src/domain/matcher/pick-greedy.ts";
import { cohort, seededRandom, shuffled, smallCase } from "./matcher-data.ts";
import { matchByDefinition, matchByPairObjects, type OracleResult } from "./matcher-oracle.ts";

// As text: a thousand times faster to compare than trees, and it holds the seed, so a failing case can be run alone.
function told(seed: number, result: OracleResult): string {
  return JSON.stringify({ seed, proposals: result.proposals, leftOver: result.leftOver }, null, 1);
}

describe("equals the obvious algorithm", () => {
  test("on 4,000 small cases of every kind", () => {
    let proposals = 0;
    const reasons = new Set<string>();
    for (let seed = 0; seed < 4000; seed++) {
      const input = smallCase(seed, 6, 10);
      const result = matchGreedy(input);
      expect(told(seed, result)).toBe(told(seed, matchByDefinition(input)));
      proposals += result.proposals.length;
      for (const left of result.leftOver) reasons.add(left.reason);
    }
    // The cases are worth something only if they reach every outcome.
    expect(proposals).toBeGreaterThan(4000);
    expect(reasons.size).toBe(5);
  });

  test("on 400 cases with more mentees than one reading takes and one layout keeps", () => {
    for (let seed = 10_000; seed < 10_400; seed++) {
      const input = smallCase(seed, 20, seed % 10 === 0 ? 1500 : 200);
      expect(told(seed, matchGreedy(input))).toBe(told(seed, matchByPairObjects(input)));
    }
  });

  test("on a seeded cohort in both bases, with the same digest", () => {
    for (const capacityBasis of ["LIVE", "AT_START"] as const) {
      for (const mostSeats of [20, 4]) {
        const input: MatcherInput = { ...cohort(7, 120, 1200, mostSeats), capacityBasis };
        const obvious = matchByPairObjects(input);
        expect(matchGreedy(input).outputDigest).toBe(digestOutput(obvious.proposals, obvious.leftOver));
      }
    }
  });

  test("whatever memory the rows of bits may take", () => {
    for (let seed = 20_000; seed < 20_400; seed++) {
      const compiled = compileInput(smallCase(seed, 10, 120));
      const all = pickGreedy(compiled);
      for (const rowWords of [0, 7, 40]) expect(pickGreedy(compiled, rowWords)).toEqual(all);
    }
  });

  test("the yardstick of the figures equals the definition too", () => {
    for (let seed = 30_000; seed < 30_500; seed++) {
      const input = smallCase(seed, 6, 10);
      expect(told(seed, matchByPairObjects(input))).toBe(told(seed, matchByDefinition(input)));
    }
  });
});

describe("holds for every case", () => {
  test("any order of rows, tags and barred pairs gives the same bytes", () => {
    for (let seed = 40_000; seed < 40_300; seed++) {
      const input = smallCase(seed, 8, 40);
      const random = seededRandom(seed);
      const mixTags = <P extends { readonly tags: readonly string[] }>(person: P): P => {
        return { ...person, tags: shuffled(random, [...person.tags, ...person.tags]) };
      };
      const mixed: MatcherInput = {
        ...input,
        mentors: shuffled(random, input.mentors.map(mixTags)),
        mentees: shuffled(random, input.mentees.map(mixTags)),
        barred: shuffled(random, [...input.barred, ...input.barred]),
      };
      for (const strategy of ["GREEDY", "OPTIMAL"] as const) {
        const told = [mixed, input].map((one) => JSON.stringify({ seed, ...match({ ...one, strategy }) }));
        expect(told[0]).toBe(told[1]);
      }
    }
  });

  test("no mentor above the seats, nobody twice, everybody either proposed or left over", () => {
    for (let seed = 50_000; seed < 50_300; seed++) {
      const input: MatcherInput = { ...smallCase(seed, 8, 80), strategy: seed % 2 === 0 ? "GREEDY" : "OPTIMAL" };
      const { proposals, leftOver, fairness } = match(input);
      const mentees = [...proposals, ...leftOver].map((one) => one.menteeId);
      expect(new Set(mentees)).toEqual(new Set(input.mentees.map((mentee) => mentee.personId)));
      expect(mentees.length).toBe(input.mentees.length);
      for (const { taken, proposed, maxMentees } of fairness.perMentor) {
        expect(proposed).toBeLessThanOrEqual(Math.max(0, maxMentees - taken));
      }
    }
  });

  test("no pair that could still be proposed is left, and scores never rise", () => {
    for (let seed = 60_000; seed < 60_200; seed++) {
      const input = smallCase(seed, 6, 25);
      const { proposals, leftOver, fairness } = matchGreedy(input);
      const scores = proposals.map((proposal) => proposal.score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      const extra = input.capacityBasis === "LIVE" ? fairness.perMentor : [];
      const added = new Map(extra.map((load) => [load.mentorId, load.proposed]));
      const full = new Set(
        fairness.perMentor.filter((load) => load.taken + load.proposed >= load.maxMentees).map((load) => load.mentorId),
      );
      const mentors = input.mentors
        .filter((mentor) => !full.has(mentor.personId))
        .map((mentor) => ({ ...mentor, taken: mentor.taken + (added.get(mentor.personId) ?? 0) }));
      for (const { menteeId } of leftOver) {
        for (const { personId } of mentors) {
          expect(explainPair({ ...input, mentors }, personId, menteeId).obstacles).not.toEqual([]);
        }
      }
    }
  });

  test("the input is not changed", () => {
    for (let seed = 70_000; seed < 70_050; seed++) {
      const input = smallCase(seed, 8, 40);
      const before = structuredClone(input);
      matchGreedy(input);
      match({ ...input, strategy: "OPTIMAL" });
      expect(input).toEqual(before);
    }
  });
});
