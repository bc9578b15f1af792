import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureRoles, rolePassword } from "../launch/index.ts";
import { freePort, startWarden } from "../processes/index.ts";
import { startPostgres } from "../servers/index.ts";
import { type Run, setRun, TEST_ENV } from "./run.ts";

/**
 * Starts the one Postgres of this run of Jest, with the roles, and tells its address to the test files by the
 * environment. The template database is made by the first file that asks for one.
 */
export default async function globalSetup(): Promise<void> {
  // Postgres may run as another account, which has to pass through.
  const dir = await mkdtemp(join(tmpdir(), "mentorship-test-"));
  await chmod(dir, 0o711);
  const warden = startWarden();
  warden.discard(dir);
  const password = rolePassword();
  const postgres = await startPostgres({
    dataDir: join(dir, "postgres"),
    logDir: join(dir, "logs"),
    runDir: join(dir, "run"),
    warden,
    port: await freePort(),
    log: (line) => console.log(line),
    password,
    durable: false,
  });
  await ensureRoles(postgres.address, password);
  process.env[TEST_ENV.adminUrl] = postgres.address;
  process.env[TEST_ENV.template] = `mentorship_template_${process.pid}`;
  process.env[TEST_ENV.dir] = dir;
  setRun({ dir, postgres, warden, given: postgres.pid === undefined } satisfies Run);
}
