import { DomainError, invalid } from "@mentorship/shared/errors";

/** A customer of the platform. `zone` as given; `canonicalZone` as the product reads it. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly canonicalZone: string;
  readonly frontEndUrl: string;
  readonly test: boolean;
  readonly clockOffsetMs: number;
  readonly clockVersion: number;
  readonly version: number;
}

/** A tenant as somebody wants it. */
export type TenantWish = Pick<Tenant, "id" | "name" | "zone" | "canonicalZone" | "frontEndUrl" | "test">;

/** The base URL of a front end without a slash at its end. Throws INVALID_ARGUMENT for one without a host. */
export function frontEndUrlOf(given: string): string {
  const url = given.replace(/\/+$/, "");
  if (URL.canParse(url) && new URL(url).hostname !== "") return url;
  throw invalid([{ field: "front_end_url", description: "must be an http or https address with a host" }]);
}

/** The tenant as it is to be; itself when nothing changes. Throws TEST_TENANT_REFUSED. */
export function decideTenant(tenant: Tenant | null, wish: TenantWish, production: boolean): Tenant {
  if (tenant === null) {
    if (wish.test && production) throw refused("a production configuration has no test tenants");
    return { ...wish, clockOffsetMs: 0, clockVersion: 0, version: 1 };
  }
  if (wish.test !== tenant.test) throw refused("a tenant is a test tenant from its creation or never");
  const same = wish.name === tenant.name && wish.zone === tenant.zone && wish.frontEndUrl === tenant.frontEndUrl;
  return same ? tenant : { ...tenant, ...wish, version: tenant.version + 1 };
}

/** The tenant with its clock at a new offset, which may only grow. */
export const moveClock = (tenant: Tenant, offsetMs: number): Tenant => ({
  ...tenant,
  clockOffsetMs: Math.max(tenant.clockOffsetMs, offsetMs),
  clockVersion: tenant.clockVersion + 1,
  version: tenant.version + 1,
});

const refused = (why: string): DomainError => new DomainError("TEST_TENANT_REFUSED", why);
