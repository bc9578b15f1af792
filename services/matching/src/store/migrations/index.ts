import type { Migrations } from "@mentorship/shared/postgres";
import * as matching from "./2026-11-21-0001-matching.ts";
import * as runs from "./2026-11-21-0002-runs.ts";
import * as pairing from "./2026-11-21-0003-pairing.ts";

export const migrations: Migrations = {
  "2026-11-21-0001-matching": matching,
  "2026-11-21-0002-runs": runs,
  "2026-11-21-0003-pairing": pairing,
};
