export { DomainError, invalid, isRefusal, notFound } from "./domain-error.ts";
export type { ErrorReasonName, RefusalExtras, Violation } from "./domain-error.ts";
export { codeOfReason, isReason } from "./reason-code.ts";
export { refusalOf } from "./refusal-of.ts";
export { errorDomain, toConnectError } from "./to-connect-error.ts";
