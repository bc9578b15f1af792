/** As much of a caller as decisions need. */
export interface Actor {
  readonly kind: "person" | "service" | "system";
  readonly id: string;
  readonly roles: readonly string[];
  readonly capabilities: readonly string[];
}
