import { afterAll, beforeAll } from "@jest/globals";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { attendanceTests } from "./attendance.cases.ts";
import { availabilityTests } from "./availability.cases.ts";
import { bookingTests } from "./booking.cases.ts";
import { evidenceTests } from "./evidence.cases.ts";
import { movingTests } from "./moving.cases.ts";
import { notesTests } from "./notes.cases.ts";
import { watchingTests } from "./watching.cases.ts";

// One world for all: it takes longer to start than most of them to run.
let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching", "scheduling"], temporal: false });
}, 180_000);
afterAll(() => world?.stop());

for (const cases of [
  availabilityTests,
  bookingTests,
  movingTests,
  attendanceTests,
  evidenceTests,
  notesTests,
  watchingTests,
])
  cases(() => world);
