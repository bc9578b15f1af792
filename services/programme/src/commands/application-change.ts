import type { AuditChange } from "@mentorship/shared/audit";
import type { Application } from "../domain/application.ts";

/** The audit entry of a changed application. What the person or an admin wrote stands in it as a hash. */
export function applicationChange(action: string, before: Application | null, after: Application): AuditChange {
  const written = { bioShort: after.bioShort, overrideReason: after.overrideReason };
  const changed = Object.entries(written).filter(
    ([field, text]) => (before?.[field as keyof typeof written] ?? "") !== text,
  );
  return {
    action,
    entity: { type: "application", id: after.id },
    before: before && facts(before),
    after: facts(after),
    personal: Object.fromEntries(changed.map(([field, value]) => [field, { personId: after.personId, value }])),
  };
}

const facts = ({ bioShort: _bioShort, overrideReason: _overrideReason, ...rest }: Application): object => rest;
