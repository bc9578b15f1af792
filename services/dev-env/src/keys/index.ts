export { DEVELOPMENT_KID, type DevelopmentKeys, prepareKeys } from "./development-keys.ts";
export { AUDIENCE, ISSUER, issueToken, type Role, type TokenClaims } from "./issue-token.ts";
