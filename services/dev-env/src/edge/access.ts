import { getOption } from "@bufbuild/protobuf";
import * as contract from "@mentorship/client/v1";

/** What the edge does with an RPC: `open` is forwarded, `internal` is refused, `unknown` is in no contract. */
export type PathAccess = "open" | "internal" | "unknown";

const ACCESS: ReadonlyMap<string, PathAccess> = new Map(
  Object.values(contract)
    .filter((entry) => typeof entry === "object" && "kind" in entry && entry.kind === "service")
    .flatMap((service) =>
      service.methods.map(
        (method) =>
          [
            `/${service.typeName}/${method.name}`,
            getOption(method, contract.access).internal ? "internal" : "open",
          ] as const,
      ),
    ),
);

/** Looks an RPC's path, such as `/mentorship.v1.ProgrammeService/GetProgramme`, up in the contract. */
export function accessOf(path: string): PathAccess {
  return ACCESS.get(path) ?? "unknown";
}

/** Whether the contract lets only the platform's own services call this RPC. */
export function isInternal(path: string): boolean {
  return accessOf(path) === "internal";
}
