export { accessOf, accessTable, authorise, matchCapability } from "./access.ts";
export { createAuthenticator } from "./authenticator.ts";
export type { Authenticator } from "./authenticator.ts";
export { createInternalTokens } from "./internal-tokens.ts";
export type { InternalTokens } from "./internal-tokens.ts";
export { developmentPrefix } from "./key-source.ts";
export type { Principal } from "./principal.ts";
export { refuseDevelopmentKeys } from "./refuse-development-keys.ts";
export { internalIssuer, internalKeyId } from "./verify-token.ts";
