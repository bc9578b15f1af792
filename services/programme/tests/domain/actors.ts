import type { Actor } from "../../src/domain/actor.ts";

/** A person with these roles; `staff` stands for the capability to run matches. */
export function actorOf(...roles: ("admin" | "mentor" | "mentee" | "service" | "staff")[]): Actor {
  return {
    kind: roles.includes("service") ? "service" : "person",
    id: "caller",
    roles: roles.filter((role) => role !== "staff"),
    capabilities: roles.includes("staff") ? ["mentorship.match"] : [],
  };
}
