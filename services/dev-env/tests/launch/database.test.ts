import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  databaseUrl,
  dropDatabase,
  ensureDatabase,
  ensureRoles,
  rolePassword,
  SERVICES,
  withClient,
} from "../../src/launch/index.ts";

const server = process.env.MENTORSHIP_TEST_ADMIN_URL ?? "";
const database = `roles_${process.pid}`;
const as = (role: string): string => databaseUrl(server, { database, role, password: rolePassword() });

beforeAll(() => ensureDatabase(server, database));
afterAll(() => dropDatabase(server, database));

describe("the roles", () => {
  test("are made once by twelve set-ups at the same moment, and again later", async () => {
    await Promise.all(Array.from({ length: 12 }, () => ensureRoles(server, rolePassword())));
    await ensureRoles(server, rolePassword());
    const { rowCount } = await withClient(server, (client) =>
      client.query("select from pg_roles where rolname like 'svc\\_%' or rolname like 'mentorship\\_%'"),
    );
    expect(rowCount).toBe(7);
  });

  test("bind every service to row security, and let none rule", async () => {
    const { rows } = await withClient(server, (client) =>
      client.query<{ rolname: string }>(
        `select rolname from pg_roles
          where rolname like 'svc\\_%' and rolcanlogin and not rolsuper and not rolbypassrls
            and not rolcreaterole and not rolcreatedb and not rolreplication`,
      ),
    );
    expect(rows.map(({ rolname }) => rolname).sort()).toEqual(SERVICES.map((service) => `svc_${service}`).sort());
  });

  test("let nobody log in as the owner", async () => {
    await expect(withClient(as("mentorship_owner"), (client) => client.query("select 1"))).rejects.toThrow(
      /not permitted to log in|authentication failed/,
    );
  });

  test("let the migrator make a schema that the owner owns, and a service none", async () => {
    await withClient(as("mentorship_migrator"), (client) =>
      client.query("create schema probe authorization mentorship_owner"),
    );
    const made = withClient(as("svc_matching"), (client) => client.query("create schema mine"));
    await expect(made).rejects.toThrow(/permission denied/);
    const table = withClient(as("svc_matching"), (client) => client.query("create table public.mine ()"));
    await expect(table).rejects.toThrow(/permission denied/);
  });

  test("shut everybody else out of the database", async () => {
    const stranger = `stranger_${process.pid}`;
    await withClient(server, (client) => client.query(`create role ${stranger} login password 'x'`));
    try {
      const url = databaseUrl(server, { database, role: stranger, password: "x" });
      await expect(withClient(url, (client) => client.query("select 1"))).rejects.toThrow(/permission denied/);
    } finally {
      await withClient(server, (client) => client.query(`drop role ${stranger}`));
    }
  });
});

test("a copy of a template may be made by many at once, with the grants that no copy carries", async () => {
  await withClient(as("mentorship_migrator"), (client) =>
    client.query("create table if not exists probe.row (id int)"),
  );
  const copies = Array.from({ length: 6 }, (_, at) => `${database}_copy_${at}`);
  await Promise.all(copies.map((copy) => ensureDatabase(server, copy, database)));
  for (const copy of copies) {
    const url = databaseUrl(server, { database: copy, role: "svc_matching", password: rolePassword() });
    await withClient(url, (client) => client.query("select 1"));
    const { rowCount } = await withClient(databaseUrl(server, { database: copy }), (client) =>
      client.query("select from pg_tables where schemaname = 'probe'"),
    );
    expect(rowCount).toBe(1);
    await dropDatabase(server, copy);
  }
});
