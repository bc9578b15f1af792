import { randomUUID } from "node:crypto";
import { type CallerRole, createTokens, expiredToken, forgedToken, internalToken } from "../contract/callers.ts";
import { type Cohort, OTHER_MENTEE, OTHER_MENTOR, SUSPENDED } from "../contract/cohort.ts";
import type { Target } from "../contract/target.ts";
import type { Cell } from "./table.ts";

/** Names of the four cells of a role. */
export const PLACES = ["own row", "somebody else's row", "namesake elsewhere", "somebody elsewhere"] as const;

const OTHERS: Readonly<Record<CallerRole, string>> = {
  admin: "admin",
  staff: "staff",
  service: "crm",
  mentor: OTHER_MENTOR,
  mentee: OTHER_MENTEE,
};

/** The token of a cell: a role, and where its caller stands to the row. */
export function createCellTokens({ world, here, elsewhere }: Cohort) {
  const tokens = createTokens(world);
  return (target: Target, role: CallerRole, place: (typeof PLACES)[number]): Promise<string> => {
    const tenant = place.endsWith("elsewhere") ? elsewhere.tenantId : here.tenantId;
    const own = place === "own row" || place === "namesake elsewhere";
    const owner = role === "mentee" ? target.mentee : target.mentor;
    return tokens(tenant, role, own ? owner : OTHERS[role]);
  };
}

/** Callers whom no RPC lets in, whatever their roles: the code and reason that each is refused with. */
export async function strangers({
  world,
  here,
}: Cohort): Promise<
  readonly { name: string; token: string | undefined; refusal: string; exceptions?: Record<string, Cell> }[]
> {
  const roles = ["admin", "mentor", "mentee"] as const;
  const tenant = here.tenantId;
  const every = [...roles, "service"] as const;
  return [
    { name: "no token", token: undefined, refusal: "unauthenticated UNAUTHENTICATED" },
    {
      name: "an expired token",
      token: await expiredToken(world, tenant, every),
      refusal: "unauthenticated UNAUTHENTICATED",
    },
    {
      name: "a forged token",
      token: await forgedToken(world, tenant, every),
      refusal: "unauthenticated UNAUTHENTICATED",
    },
    {
      name: "an internal token through the edge",
      token: await internalToken(world, tenant),
      refusal: "permission_denied PERMISSION_DENIED",
    },
    {
      name: "a token without roles",
      token: await world.token({ tenant, sub: "nobody" }),
      refusal: "permission_denied PERMISSION_DENIED",
    },
    {
      name: "a suspended person",
      token: await world.token({ tenant, sub: SUSPENDED, roles, capabilities: ["mentorship.match"] }),
      refusal: "permission_denied PERSON_SUSPENDED",
    },
    {
      name: "a person who is not in the directory",
      token: await world.token({ tenant, sub: "unheard-of", roles, capabilities: ["mentorship.match"] }),
      refusal: "failed_precondition PERSON_UNKNOWN",
    },
    {
      name: "an unknown tenant",
      token: await world.token({
        tenant: `t-${randomUUID()}`,
        sub: "admin",
        roles: every,
        capabilities: ["mentorship.match"],
      }),
      refusal: "failed_precondition TENANT_UNKNOWN",
      exceptions: { "ProgrammeService/PutTenant": "o" },
    },
  ];
}
