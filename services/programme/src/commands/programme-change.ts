import type { AuditChange } from "@mentorship/shared/audit";
import type { Programme } from "../domain/programme.ts";

/** The audit entry of a changed programme. What somebody wrote stands in it as a hash, kept under its writer. */
export function programmeChange(
  action: string,
  before: Programme | null,
  after: Programme,
  writerId: string,
): AuditChange {
  const written = { name: after.name, description: after.description };
  const changed = Object.entries(written).filter(([field, text]) => before?.[field as keyof typeof written] !== text);
  return {
    action,
    entity: { type: "programme", id: after.id },
    before: before && facts(before),
    after: facts(after),
    personal: Object.fromEntries(changed.map(([field, value]) => [field, { personId: writerId, value }])),
  };
}

const facts = ({ name: _name, description: _description, ...rest }: Programme): object => rest;
