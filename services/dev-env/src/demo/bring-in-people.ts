import { FinancialStatus, type PersonInputSchema, UpsertOutcome } from "@mentorship/client/v1";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { refusal, rid, type Stage } from "./stage.ts";
import { seconds } from "./story.ts";

export const mentorCount = 1_000;
export const menteeCount = 5_000;

const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Sydney",
  "America/Sao_Paulo",
  "Africa/Lagos",
];
const departments = ["CS", "EEE", "Mechanics", "Physics", "Law", "Medicine"];
export const tags = Array.from({ length: 40 }, (_, n) => `skill-${String(n + 1).padStart(2, "0")}`);

export const mentorId = (n: number): string => `mentor-${String(n).padStart(4, "0")}`;
export const menteeId = (n: number): string => `mentee-${String(n).padStart(4, "0")}`;

/** A number that only depends on `n` and `salt`, so that every demo brings in the same people. */
export function seeded(n: number, salt: number, below: number): number {
  const mixed = Math.imul(n ^ (salt * 0x9e3779b1), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
}

/** Three to six tags of a person, popular ones more often. */
export function tagsOf(n: number, salt: number): string[] {
  const count = 3 + seeded(n, salt, 4);
  const picked = Array.from({ length: count }, (_, k) => {
    const roll = seeded(n * 7 + k, salt + k + 1, 1_000) / 1_000;
    return tags[Math.floor(roll * roll * tags.length)] ?? "skill-01";
  });
  return [...new Set(picked)];
}

function person(id: string, n: number, kind: string): MessageInitShape<typeof PersonInputSchema> {
  return {
    personId: id,
    version: 1n,
    displayName: `${kind} ${n}`,
    email: `${id}@people.example`,
    zone: zones[seeded(n, 1, zones.length)] ?? "UTC",
    department: departments[seeded(n, 2, departments.length)] ?? "",
    batchYear: 1995 + seeded(n, 3, 30),
    financialStatus: FinancialStatus.CURRENT,
  };
}

/** Creates the tenant with its catalogue of skills, and brings 6,000 people in by one stream. */
export async function bringInPeople(stage: Stage): Promise<void> {
  const { admin, story } = stage;
  story.chapter("A tenant, its skills and its people");
  const early = await refusal(admin.programme.listSkills({}));
  story.claim(`before a tenant exists, nothing answers: ${early.reason}`, early.reason === "TENANT_UNKNOWN", early);
  const { tenant } = await admin.programme.putTenant({
    requestId: rid(),
    name: "Riverside University",
    zone: "Europe/Berlin",
    frontEndUrl: "https://campus.example",
    test: true,
  });
  story.claim(`tenant ${tenant?.tenantId} exists, with a clock that can be moved`, tenant?.test === true, tenant);
  await admin.programme.upsertSkills({
    requestId: rid(),
    skills: tags.map((tag) => ({ tag, label: tag.toUpperCase() })),
  });

  const people = [
    ...Array.from({ length: mentorCount }, (_, n) => person(mentorId(n), n, "Mentor")),
    ...Array.from({ length: menteeCount }, (_, n) => person(menteeId(n), n + mentorCount, "Mentee")),
    { ...person("outsider", 1, "Outsider"), department: "Theology" },
  ];
  const start = performance.now();
  let created = 0;
  async function* pages(): AsyncGenerator<{ people: MessageInitShape<typeof PersonInputSchema>[] }> {
    for (let n = 0; n < people.length; n += 500) yield { people: people.slice(n, n + 500) };
  }
  for await (const { results } of admin.programme.upsertPeople(pages(), { timeoutMs: 120_000 })) {
    created += results.filter(({ outcome }) => outcome === UpsertOutcome.CREATED).length;
    story.progress(created, people.length, "people brought in");
  }
  story.claim(`${created} people are in the directory`, created === people.length, created);
  story.figure("people brought in by one stream", `${created} in ${seconds(performance.now() - start)}`);
}
