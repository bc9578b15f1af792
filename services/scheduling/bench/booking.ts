import { benchBulk } from "./bulk.ts";
import { benchCommand } from "./command.ts";
import { gatherCrowd } from "./crowd.ts";
import { benchInserts } from "./inserts.ts";
import { ROWS } from "./million-rows.ts";
import { startRehearsal } from "./rehearsal.ts";
import { createReport, loadOf } from "./report.ts";
import { benchStorms } from "./storms.ts";
import { benchSweeps } from "./sweeps.ts";

// Bookings under load, and the sweep: `make bench-booking`. Prints goals with their figures; ends with 1 only where something was wrong.
// The names of parts (inserts, command, storms, bulk, sweeps) narrow it to these.

const CLIENTS = 200;

const parts = process.argv.slice(2);
const isWanted = (part: string): boolean => parts.length === 0 || parts.includes(part);
const report = createReport();
const started = performance.now();
report.say(`Node ${process.versions.node}, ${loadOf()} at the start`);
const rehearsal = await startRehearsal(report.say);
try {
  const crowd = await gatherCrowd(rehearsal, CLIENTS);
  if (isWanted("inserts")) await benchInserts(rehearsal, crowd.stage, report);
  if (isWanted("command")) await benchCommand(rehearsal, crowd, isWanted("inserts") ? ROWS : 0, report);
  if (isWanted("storms")) await benchStorms(crowd, report);
  if (isWanted("bulk")) await benchBulk(crowd, report);
  crowd.close();
  if (isWanted("sweeps")) await benchSweeps(rehearsal, report);
  const deadlocks = (await rehearsal.postgresLog()).match(/ 40P01 /g)?.length ?? 0;
  const [counted] = await rehearsal.sql<{ count: number }>("select sum(deadlocks)::int as count from pg_stat_database");
  report.must(
    "no deadlock (40P01) stands in the log of Postgres, none was counted",
    deadlocks === 0 && counted?.count === 0,
    {
      deadlocks,
      counted,
    },
  );
} finally {
  await rehearsal.stop();
}
report.say(`done in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
process.exitCode = report.isRight() ? 0 : 1;
