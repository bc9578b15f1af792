import { randomUUID } from "node:crypto";
import { withClient } from "@mentorship/dev-env/launch";
import type { MatcherInput } from "../src/domain/matcher/index.ts";
import { type Cohort, makeCohort } from "../tests/cohort.ts";
import type { Rehearsal } from "../tests/rehearsal.ts";

// A cohort of tens of thousands within seconds. One mentor and one mentee come in by the front door; everybody else's rows
// are copies of theirs, in every table of both services that knows of them, with ids and attributes of their own.

const rowsPerStatement = 5_000;
const template = { mentor: "template-mentor", mentee: "template-mentee" };

/** The tables that hold a person, and the column of the person's id. */
const tables = [
  ["programme.person", "id"],
  ["programme.person_record", "id"],
  ["programme.application", "person_id"],
  ["matching.person", "id"],
  ["matching.application_facts", "person_id"],
  ["matching.mentor_seat", "mentor_id"],
] as const;

type Row = Readonly<Record<string, unknown>>;
type Query = (text: string, values: readonly unknown[]) => Promise<{ rows: Row[]; rowCount: number | null }>;

/** A tenant with a programme in `matching` whose mentors and mentees are those of the input. */
export async function copyCohort(
  rehearsal: Rehearsal,
  people: Pick<MatcherInput, "mentors" | "mentees">,
): Promise<Cohort> {
  const made = await makeCohort(rehearsal, [{ id: template.mentor, seats: 3 }], [{ id: template.mentee }]);
  await withClient(rehearsal.platform.databaseUrl, async (client) => {
    const query: Query = (text, values) => client.query(text, [...values]);
    await rehearsal.settle(() => isKnown(query, made.id));
    const mentors = people.mentors.map(({ maxMentees, ...person }) => rowOf(person, { max_mentees: maxMentees }));
    await copy(query, made.id, template.mentor, mentors);
    await copy(
      query,
      made.id,
      template.mentee,
      people.mentees.map((person) => rowOf(person, {})),
    );
    await query("analyze", []);
  });
  // The two whom the others are copies of take no part themselves.
  for (const person of [template.mentor, template.mentee]) {
    const applicationId = made.applications.get(person) ?? "";
    await made.programme.withdrawApplication({ requestId: randomUUID(), applicationId });
  }
  return made;
}

/** Whether matching has heard all that programme says of the two. */
async function isKnown(query: Query, tenantId: string): Promise<boolean> {
  for (const [table] of tables) {
    const wanted = table === "matching.mentor_seat" ? 1 : 2;
    if ((await query(`select from ${table} where tenant_id = $1`, [tenantId])).rowCount !== wanted) return false;
  }
  const approved = `select from matching.application_facts where tenant_id = $1 and state = 'APPROVED'`;
  return (await query(approved, [tenantId])).rowCount === 1;
}

const rowOf = ({ personId, tags, department, batchYear }: MatcherInput["mentees"][number], more: Row): Row => ({
  personId,
  tags,
  department,
  batch_year: batchYear,
  ...more,
});

/** Copies a template's rows once for each of the people; a column is replaced where the person has one of that name. */
async function copy(query: Query, tenantId: string, from: string, people: readonly Row[]): Promise<void> {
  for (const [table, key] of tables) {
    const columns = await columnsOf(query, table);
    const own = people.map(({ personId, ...rest }) => ({ ...rest, id: randomUUID(), [key]: personId }));
    const list = columns.join(", ");
    for (let at = 0; at < own.length; at += rowsPerStatement) {
      const part = JSON.stringify(own.slice(at, at + rowsPerStatement));
      await query(
        `insert into ${table} (${list}) select ${columns.map((column) => `one.${column}`).join(", ")}
         from ${table} known, jsonb_array_elements($3::jsonb) change, jsonb_populate_record(known, change) one
         where known.tenant_id = $1 and known.${key} = $2`,
        [tenantId, from, part],
      );
    }
  }
}

/** The columns of a table that are written, quoted: those that the database generates are left out. */
async function columnsOf(query: Query, table: string): Promise<string[]> {
  const text = `select quote_ident(attname) as name from pg_attribute
    where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`;
  return (await query(text, [table])).rows.map(({ name }) => String(name));
}
