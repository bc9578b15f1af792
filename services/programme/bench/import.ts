import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProgrammeService, UpsertOutcome } from "@mentorship/client/v1";
import { issueToken } from "@mentorship/dev-env/keys";
import { startPlatform } from "@mentorship/dev-env/launch";
import { createClients } from "@mentorship/dev-env/testing";

// node --conditions=source bench/import.ts [--people 100000 --rows 500]
// The directory of a large tenant in one stream through the edge, sent twice: brought in, then unchanged.

const { values } = parseArgs({
  options: { people: { type: "string", default: "100000" }, rows: { type: "string", default: "500" } },
});
const print = (line: string) => process.stdout.write(`${line}\n`);
const total = Number(values.people);
const rows = Number(values.rows);

async function* directory() {
  for (let from = 0; from < total; from += rows) {
    const people = Array.from({ length: Math.min(rows, total - from) }, (_, index) => {
      const n = from + index;
      return {
        personId: `person-${n}`,
        version: 1n,
        displayName: `Person Number ${n}`,
        email: `person.${n}@people.example`,
        zone: "Europe/Berlin",
        department: `Department ${n % 40}`,
        batchYear: 1990 + (n % 40),
        bioShort: "Likes to build things that last, and to explain how they work.",
        personalLink: `https://people.example/${n}`,
      };
    });
    yield { people };
  }
}

/** CPU seconds and megabytes of memory of a process, now and at most. */
async function useOf(pid: number | undefined): Promise<{ cpu: number; rss: number; peak: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  const cpu = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
  return { cpu, rss: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

const dir = await mkdtemp(join(tmpdir(), "mentorship-import-"));
await chmod(dir, 0o711);
const platform = await startPlatform({
  dir,
  services: ["programme"],
  temporal: false,
  env: { ...process.env, DATABASE_URL: "", NATS_URL: "" },
  log: print,
});
const clients = createClients(platform.edgeUrl);
try {
  const token = await issueToken(platform.keys.platformKey, { tenant: "large", sub: "crm", roles: ["service"] });
  const client = clients.client(ProgrammeService, token);
  await client.putTenant({ requestId: randomUUID(), name: "Large", zone: "UTC", frontEndUrl: "https://front.example" });
  const pid = platform.pids().programme;
  for (const pass of ["new", "sent again"]) {
    const before = await useOf(pid);
    const counts = new Map<UpsertOutcome, number>();
    const from = performance.now();
    for await (const { results } of client.upsertPeople(directory())) {
      for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    const seconds = (performance.now() - from) / 1000;
    const after = await useOf(pid);
    const told = [...counts].map(([outcome, count]) => `${count} ${UpsertOutcome[outcome].toLowerCase()}`).join(", ");
    print(`${pass}: ${told} in ${seconds.toFixed(1)} s, ${Math.round(total / seconds)} people/s`);
    print(
      `  programme: ${(after.cpu - before.cpu).toFixed(1)} s of CPU, ${before.rss} MB before, ${after.rss} MB after, ${after.peak} MB at most`,
    );
  }
} finally {
  clients.close();
  await platform.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}
