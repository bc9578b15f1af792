import type { AuditChange } from "@mentorship/shared/audit";
import type { Programme } from "../domain/programme.ts";

/** The audit entry of a changed programme. What somebody wrote stands in it as a hash, kept under its writer. */
export function programmeChange(
  action: string,
  before: Programme | null,
  after: Programme,
  writerId: string,
): AuditChange {
  const texts = before ? textsOf(before) : {};
  const changed = Object.entries(textsOf(after)).filter(([field, text]) => texts[field] !== text);
  return {
    action,
    entity: { type: "programme", id: after.id },
    before: before && facts(before),
    after: facts(after),
    personal: Object.fromEntries(changed.map(([field, value]) => [field, { personId: writerId, value }])),
  };
}

const textsOf = ({ name, description, phases }: Programme): Record<string, string> => ({
  name,
  description,
  ...Object.fromEntries(phases.map((phase) => [`phases.${phase.id}.name`, phase.name])),
});

const facts = ({ name: _name, description: _description, phases, ...rest }: Programme): object => ({
  ...rest,
  phases: phases.map(({ name: _phaseName, ...phase }) => phase),
});
