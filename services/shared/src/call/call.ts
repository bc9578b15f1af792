/** A role that a token may carry. `internal` stands only in tokens that the services sign for each other. */
export type RoleName = "admin" | "mentor" | "mentee" | "service" | "internal";

/** Who acts. `id` is a person id, a service's name or, for `system`, the part of the product that acts. */
export interface Actor {
  readonly kind: "person" | "service" | "system";
  readonly id: string;
  readonly roles: readonly RoleName[];
  readonly capabilities: readonly string[];
}

/**
 * What set a piece of work off. Everything but a read is claimed once: `request` by method, actor and request id; `event` by
 * consumer and event id; `step` by workflow and a step name that is the same on every retry.
 */
export type Cause =
  | { readonly kind: "request"; readonly method: string; readonly requestId: string; readonly bodyHash: string }
  | { readonly kind: "read"; readonly method: string }
  | { readonly kind: "event"; readonly eventId: string; readonly consumer: string }
  | { readonly kind: "step"; readonly workflowId: string; readonly step: string };

/** What every command and query is given: whose tenant, who acts, why, and the id that logs of all services share. */
export interface Call {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly cause: Cause;
  readonly traceId: string;
}
