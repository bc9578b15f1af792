import { runMigrations } from "@mentorship/shared/service";
import { migrations } from "../store/migrations/index.ts";

await runMigrations("matching", migrations);
