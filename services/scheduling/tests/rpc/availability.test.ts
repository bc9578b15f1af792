import { afterAll, beforeAll } from "@jest/globals";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { publishingTests } from "./publishing.cases.ts";
import { slotTests } from "./slots.cases.ts";

// One world for all: it takes longer to start than most of them to run.
let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching", "scheduling"], temporal: false });
}, 180_000);
afterAll(() => world?.stop());

for (const cases of [publishingTests, slotTests]) cases(() => world);
