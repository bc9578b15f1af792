import { type DescMethod, type DescService, getOption, hasOption } from "@bufbuild/protobuf";
import { type Access, access, Role } from "@mentorship/client/v1";
import type { Actor, RoleName } from "../call/index.ts";
import { DomainError } from "../errors/index.ts";

/** The capability that lets staff run the life of a match; an admin has it by implication. */
export const matchCapability = "mentorship.match";

const roleNames: Readonly<Record<Role, RoleName | undefined>> = {
  [Role.UNSPECIFIED]: undefined,
  [Role.ADMIN]: "admin",
  [Role.MENTOR]: "mentor",
  [Role.MENTEE]: "mentee",
  [Role.SERVICE]: "service",
};

/** Who may call an RPC, as its contract says. Throws Error when the contract does not say. */
export function accessOf(method: DescMethod): Access {
  const found = hasOption(method, access) ? getOption(method, access) : undefined;
  if (!found || (found.roles.length === 0 && !found.matchCapability && !found.internal)) {
    throw new Error(`${method.parent.typeName}/${method.name} does not say in its contract who may call it`);
  }
  return found;
}

/** Who may call each RPC of the services. Throws Error that names every RPC whose contract does not say. */
export function accessTable(services: readonly DescService[]): ReadonlyMap<DescMethod, Access> {
  const table = new Map<DescMethod, Access>();
  const silent: string[] = [];
  for (const method of services.flatMap((service) => service.methods)) {
    try {
      table.set(method, accessOf(method));
    } catch {
      silent.push(`${method.parent.typeName}/${method.name}`);
    }
  }
  if (silent.length > 0) throw new Error(`without a word in the contract on who may call them: ${silent.join(", ")}`);
  return table;
}

/** Lets an actor through to an RPC or throws PERMISSION_DENIED, which names who may call it, or INTERNAL_ONLY. */
export function authorise(actor: Actor, method: DescMethod, rule: Access): void {
  const internal = actor.roles.includes("internal");
  if (rule.internal && internal) return;
  const roles = rule.roles.flatMap((role) => roleNames[role] ?? []);
  if (roles.some((role) => actor.roles.includes(role))) return;
  const capable = actor.capabilities.includes(matchCapability) || actor.roles.includes("admin");
  if (rule.matchCapability && capable && !internal) return;
  if (roles.length === 0 && !rule.matchCapability) {
    throw new DomainError("INTERNAL_ONLY", `${method.name} is only for the platform's own services`);
  }
  const needed = [
    ...roles.map((role) => `role ${role}`),
    ...(rule.matchCapability ? [`capability ${matchCapability}`] : []),
  ];
  throw new DomainError("PERMISSION_DENIED", `${method.name} needs ${needed.join(" or ")}`);
}
