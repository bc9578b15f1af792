import type { Migrations } from "@mentorship/shared/postgres";
import * as programme from "./2026-11-21-0001-programme.ts";
import * as projections from "./2026-11-21-0002-projections.ts";
import * as clock from "./2026-11-21-0003-clock.ts";

/** The schema's own tables, in their order. */
export const migrations: Migrations = {
  "2026_11_21_0001_programme": programme,
  "2026_11_21_0002_projections": projections,
  "2026_11_21_0003_clock": clock,
};
