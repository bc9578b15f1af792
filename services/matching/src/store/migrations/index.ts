import type { Migrations } from "@mentorship/shared/postgres";
import * as matching from "./2026-11-21-0001-matching.ts";

export const migrations: Migrations = { "2026-11-21-0001-matching": matching };
