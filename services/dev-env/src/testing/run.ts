import type { Warden } from "../processes/index.ts";
import type { Server } from "../servers/index.ts";

/** What one run of Jest shares, told from the set-up to the test files by these variables. */
export const TEST_ENV = {
  /** URL of a superuser of the run's Postgres. */
  adminUrl: "MENTORSHIP_TEST_ADMIN_URL",
  /** What the names of the databases begin with that test databases are copied from. */
  template: "MENTORSHIP_TEST_TEMPLATE",
  /** The run's temporary folder. */
  dir: "MENTORSHIP_TEST_DIR",
} as const;

/** What the tear-down has to end. */
export interface Run {
  dir: string;
  postgres: Server;
  warden: Warden;
  given: boolean;
}

// Jest loads set-up and tear-down as separate modules of one process, so that only this object is shared.
const shared = globalThis as { mentorshipTestRun?: Run };

export function setRun(run: Run): void {
  shared.mentorshipTestRun = run;
}

export function takeRun(): Run | undefined {
  const run = shared.mentorshipTestRun;
  delete shared.mentorshipTestRun;
  return run;
}

/** Reads one of the run's variables. Throws when the set-up did not run. */
export function testSetting(name: keyof typeof TEST_ENV): string {
  const value = process.env[TEST_ENV[name]];
  if (!value) throw new Error("the global set-up did not run: start Jest with the repository's jest.config.mjs");
  return value;
}
