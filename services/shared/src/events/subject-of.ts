import { type DescMessage, getOption } from "@bufbuild/protobuf";
import { subject } from "@mentorship/client/v1";

const found = new WeakMap<DescMessage, string>();

/** The subject that the contract gives an event message. Throws for a message without one: it is no event. */
export function subjectOf(schema: DescMessage): string {
  const known = found.get(schema);
  if (known !== undefined) return known;
  const told = getOption(schema, subject);
  if (!told) throw new Error(`${schema.typeName} has no subject in the contract`);
  found.set(schema, told);
  return told;
}
