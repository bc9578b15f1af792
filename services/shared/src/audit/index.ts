export { appendAudit, type AuditChange, type AuditRead, auditRead } from "./append-audit.ts";
export { erasePerson } from "./erase-person.ts";
export { auditPosition, type ListEntries, listEntries } from "./list-entries.ts";
export { type ChainCheck, type ChainName, chains, verifyChain } from "./verify-chain.ts";
