import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../../src/domain", import.meta.url));

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => [name, readFileSync(join(root, name), "utf8")] as const);

test("there are files to look at", () => {
  expect(files.length).toBeGreaterThan(20);
});

test.each(files)(
  "%s imports the domain, refusals and names of zones only, and reads no clock, chance or environment",
  (_name, source) => {
    const imported = [...source.matchAll(/from "([^"]+)"/g)].map((match) => match[1] as string);
    expect(
      imported.filter(
        (name) =>
          !/^\.\.?\/[a-z/.-]+\.ts$/.test(name) &&
          !["@mentorship/shared/errors", "@mentorship/shared/zones"].includes(name),
      ),
    ).toEqual([]);
    expect(imported.filter((name) => name.includes("../../"))).toEqual([]);
    expect(source.match(/Date\.now|new Date\(\)|Math\.random|process\.env|setTimeout|supportedValuesOf/g)).toBeNull();
  },
);

test.each(files)("%s has at most 300 lines", (_name, source) => {
  expect(source.split("\n").length).toBeLessThanOrEqual(301);
});
