import { join } from "node:path";
import { parseArgs } from "node:util";
import { issueToken, prepareKeys, type Role } from "../keys/index.ts";
import { SERVICES } from "../launch/places.ts";
import { readSettings } from "./settings.ts";

const ROLES: readonly string[] = ["admin", "mentor", "mentee", "service"] satisfies Role[];
const isRole = (word: string): word is Role => ROLES.includes(word);

/** Prints a token, valid for 15 minutes, that the platform of this folder accepts. Lists have commas between. */
export async function token(args: readonly string[]): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { role: text, tenant: text, sub: text, capabilities: text },
  });
  const roles = list(values.role || "admin");
  const wrong = roles.find((role) => !isRole(role));
  if (wrong !== undefined) throw new Error(`there is no role ${wrong}; ROLE is one or more of ${ROLES.join(", ")}`);
  const keys = await prepareKeys(join(readSettings().dir, "keys"), SERVICES);
  const jwt = await issueToken(keys.platformKey, {
    tenant: values.tenant || "acme",
    sub: values.sub || `${roles[0]}-1`,
    roles: roles.filter(isRole),
    capabilities: list(values.capabilities ?? ""),
  });
  console.log(jwt);
}

function list(words: string): string[] {
  return words
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
