import { describe, expect, test } from "@jest/globals";
import { decidePhases, type Phase, type PhaseWish } from "../../src/domain/phases.ts";
import { refusal } from "./refusal.ts";

const at = (day: number) => new Date(Date.UTC(2026, 2, day));
const wish = (id: string | null, from: number, to: number, name = "Phase"): PhaseWish => ({
  id,
  name,
  startsAt: at(from),
  endsAt: at(to),
});
const known: Phase[] = [
  { id: "aa", name: "Onboarding", startsAt: at(1), endsAt: at(5) },
  { id: "bb", name: "Work", startsAt: at(5), endsAt: at(20) },
];
const decide = (wishes: PhaseWish[], before: readonly Phase[] = known) => {
  let made = 0;
  return decidePhases(wishes, before, () => `new-${(made += 1)}`, "phases");
};
const fieldsOf = (wishes: PhaseWish[], before?: readonly Phase[]) =>
  refusal(() => decide(wishes, before)).violations.map(({ field }) => field);

describe("the phases of a programme", () => {
  test("keep their ids when they are renamed, moved and reordered, and new ones get one", () => {
    const phases = decide([wish("BB", 1, 3, "Work first"), wish(null, 2, 9), wish("aa", 2, 4)]);
    expect(phases.map(({ id, name }) => [id, name])).toEqual([
      ["bb", "Work first"],
      ["new-1", "Phase"],
      ["aa", "Phase"],
    ]);
  });
  test("that are left out are gone, all of them too", () => {
    expect(decide([wish("bb", 1, 3)]).map(({ id }) => id)).toEqual(["bb"]);
    expect(decide([])).toEqual([]);
  });
  test("may begin together and overlap", () => {
    expect(decide([wish(null, 1, 9), wish(null, 1, 2), wish(null, 4, 5)])).toHaveLength(3);
  });
  test.each<[string, PhaseWish[], string[]]>([
    ["an id that the programme does not have", [wish("aa", 1, 2), wish("zz", 2, 3)], ["phases[1].phase_id"]],
    ["an id given twice", [wish("aa", 1, 2), wish("AA", 2, 3)], ["phases[1].phase_id"]],
    ["an end before the beginning", [wish(null, 3, 2)], ["phases[0].ends_at"]],
    ["an end at the beginning", [wish(null, 3, 3)], ["phases[0].ends_at"]],
    ["a beginning before the one above", [wish(null, 2, 3), wish(null, 1, 3)], ["phases[1].starts_at"]],
    [
      "several of these at once",
      [wish("zz", 2, 3), wish(null, 1, 1), wish(null, 1, 2)],
      ["phases[0].phase_id", "phases[1].ends_at", "phases[1].starts_at"],
    ],
  ])("refuse %s by its field", (_what, wishes, fields) => {
    expect(fieldsOf(wishes)).toEqual(fields);
  });
  test("of a new programme have no ids", () => {
    expect(fieldsOf([wish("aa", 1, 2)], [])).toEqual(["phases[0].phase_id"]);
  });
});
