import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { matchGreedy } from "../../src/domain/matcher/index.ts";
import { scoreInWorker } from "../../src/scoring/score-in-worker.ts";
import { cohort } from "./matcher-data.ts";

describe("scoring in a thread", () => {
  test("gives what the matcher gives", async () => {
    const input = { ...cohort(3, 60, 400), leastScore: 1_000_000_000n };
    expect(await scoreInWorker(input)).toEqual(matchGreedy(input));
  });

  test("lets the process go on meanwhile", async () => {
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    await scoreInWorker(cohort(3, 1000, 5000));
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
  });

  test("rejects with the matcher's own words when the input is refused", async () => {
    const input = cohort(3, 2, 2);
    const scoring = scoreInWorker({ ...input, mentors: [...input.mentors, ...input.mentors] });
    await expect(scoring).rejects.toThrow(RangeError);
    await expect(scoring).rejects.toThrow("is listed twice");
  });

  test("ends at once with the signal's reason when it is aborted under way", async () => {
    const controller = new AbortController();
    const scoring = scoreInWorker(cohort(3, 3000, 20_000), { signal: controller.signal });
    controller.abort(new Error("the run was cancelled"));
    await expect(scoring).rejects.toThrow("the run was cancelled");
  });

  test("does not begin when the signal is aborted already", async () => {
    await expect(scoreInWorker(cohort(3, 2, 2), { signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow(
      "too late",
    );
  });

  test("works in a plain process from sources, and leaves nothing that keeps it alive", async () => {
    const folder = await mkdtemp(join(tmpdir(), "scoring-"));
    const program = join(folder, "score.mjs");
    const scoring = new URL("../../src/scoring/score-in-worker.ts", import.meta.url).href;
    const data = new URL("./matcher-data.ts", import.meta.url).href;
    try {
      await writeFile(
        program,
        `import { scoreInWorker } from ${JSON.stringify(scoring)};
         import { cohort } from ${JSON.stringify(data)};
         console.log((await scoreInWorker(cohort(3, 60, 400))).outputDigest);`,
      );
      const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=source", program], {
        timeout: 30_000,
      });
      expect(stdout.trim()).toBe(matchGreedy(cohort(3, 60, 400)).outputDigest);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
