import type { MessageInitShape } from "@bufbuild/protobuf";
import { FinancialStatus, type PersonProfileSchema, type PersonSchema } from "@mentorship/client/v1";
import type { Person } from "../domain/person.ts";
import type { PersonView } from "../domain/policy.ts";
import type { Profile } from "../store/people.ts";

/** As much of a person as a caller may see. */
export const presentPerson = (person: Person, view: PersonView): MessageInitShape<typeof PersonSchema> => ({
  personId: person.id,
  version: BigInt(person.version),
  displayName: person.displayName,
  ...(view === "learner" ? {} : { email: person.email }),
  zone: person.zone,
  department: person.department,
  ...(person.batchYear === null ? {} : { batchYear: person.batchYear }),
  bioShort: person.bioShort,
  personalLink: person.personalLink,
  suspended: person.suspended,
  ...(view === "without_finances" ? {} : { financialStatus: FinancialStatus[person.financialStatus] }),
});

/** The card of a person; its bio is the one written for the programme, where there is one. */
export const presentProfile = ({ person, mentor, mentee }: Profile): MessageInitShape<typeof PersonProfileSchema> => ({
  card: {
    personId: person.id,
    displayName: person.displayName,
    zone: person.canonicalZone,
    bioShort: mentor?.bioShort || mentee?.bioShort || person.bioShort,
    personalLink: person.personalLink,
  },
  mentorTags: [...(mentor?.tags ?? [])],
  menteeTags: [...(mentee?.tags ?? [])],
});
