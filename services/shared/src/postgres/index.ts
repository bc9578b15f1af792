// What opens a transaction is not exported: outside this package, `transact`, `readTenant` and `glance` are the only ways in.
export { canonicalJson } from "./canonical-json.ts";
export { causeText } from "./claim.ts";
export { isConflict, isDatabaseAway, isInfrastructureFault, onConstraint, refusalOfFault, sqlState } from "./faults.ts";
export { type Glance, glance } from "./glance.ts";
export { machinery, machineryQuery } from "./machinery-query.ts";
export { migrateService, type MigrateOptions, type Migrations } from "./migrate-service.ts";
export { closeData, openData, type DataOverrides } from "./open-data.ts";
export { decodeOutcome, encodeOutcome } from "./outcome.ts";
export { type InstantRange, pgTypes, toRange } from "./pg-types.ts";
export { readTenant } from "./read-tenant.ts";
export { savepoint } from "./savepoint.ts";
export * from "./tables.ts";
export { tenantTable, type TenantTableOptions } from "./tenant-table.ts";
export { transact } from "./transact.ts";
export * from "./types.ts";
