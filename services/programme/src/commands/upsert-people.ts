import { randomUUID } from "node:crypto";
import { putPersonRow } from "@mentorship/shared/admission";
import { appendAudit } from "@mentorship/shared/audit";
import { type Call, rowCall } from "@mentorship/shared/call";
import { appendOutbox } from "@mentorship/shared/events";
import { canonicalJson, transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { type Person, personChange, type PutPerson } from "../domain/person.ts";
import { personEvent } from "../events/publish.ts";
import { personFacts } from "../facts.ts";
import { putPeople } from "../store/people.ts";

export type PutOutcome = "CREATED" | "UPDATED" | "UNCHANGED";

/**
 * Brings people in, many in one transaction. Answers what became of each, in order. A version that is held already changes nothing, so
 * each message is claimed under an id of its own: what makes a repeat harmless is the version.
 */
export function upsertPeople(ctx: ProgrammeContext, call: Call, people: readonly Person[]): Promise<PutOutcome[]> {
  if (people.length === 0) return Promise.resolve([]);
  return transact(ctx, rowCall(call, randomUUID(), ""), async (trx) => {
    const newest = newestOfEachPerson(people);
    const written = await putPeople(trx, [...newest.values()]);
    await putPersonRow(
      trx,
      written.map(({ person }) => personFacts(person)),
    );
    appendOutbox(trx, written.map(personEvent));
    for (const put of written) appendAudit(trx, changeOf(put));
    const before = new Map(written.map(({ person, before }) => [person.id, before]));
    return people.map((person) => outcomeOf(person, newest, before));
  });
}

/** Of a person who stands in a message more than once, the newest version; of equal ones the first. */
function newestOfEachPerson(people: readonly Person[]): Map<string, Person> {
  const newest = new Map<string, Person>();
  for (const person of people) {
    const known = newest.get(person.id);
    if (!known || person.version > known.version) newest.set(person.id, person);
  }
  return newest;
}

function outcomeOf(
  person: Person,
  newest: ReadonlyMap<string, Person>,
  written: ReadonlyMap<string, PutPerson["before"]>,
): PutOutcome {
  const before = written.get(person.id);
  if (before === undefined || newest.get(person.id) !== person) return "UNCHANGED";
  return before === null ? "CREATED" : "UPDATED";
}

function changeOf(put: PutPerson) {
  const { person, before } = put;
  const { id, version, suspended, canonicalZone, zone, ...personal } = person;
  return {
    action: `person.${personChange(put)}`,
    entity: { type: "person", id },
    before,
    after: { version, suspended, zone, canonicalZone },
    personal: { record: { personId: id, value: canonicalJson(personal) } },
  };
}
