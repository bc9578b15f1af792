import { type DescMessage, getOption } from "@bufbuild/protobuf";
import { subject } from "@mentorship/client/v1";

/** The subject that the contract gives an event message. Throws for a message without one: it is no event. */
export function subjectOf(schema: DescMessage): string {
  const found = getOption(schema, subject);
  if (!found) throw new Error(`${schema.typeName} has no subject in the contract`);
  return found;
}
