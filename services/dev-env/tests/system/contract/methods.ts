import { type DescMethod, type DescService, getOption } from "@bufbuild/protobuf";
import * as contract from "@mentorship/client/v1";
import { SERVICES, type ServiceName } from "../../../src/launch/index.ts";

/** An RPC as the tables of these tests name it, such as `MatchingService/AcceptMatch`. */
export const nameOf = (method: DescMethod): string => `${method.parent.name}/${method.name}`;

const services = (Object.values(contract) as unknown[]).filter(
  (entry): entry is DescService =>
    typeof entry === "object" && entry !== null && "kind" in entry && entry.kind === "service",
);

const methods: readonly DescMethod[] = services.flatMap((service) => service.methods);

const isInternal = (method: DescMethod): boolean => getOption(method, contract.access).internal;

/** Every RPC that clients may call, of all services of the contract. */
export const publicMethods: readonly DescMethod[] = methods.filter((method) => !isInternal(method));

/** Every RPC that is for the platform's own services, those of the machinery included. */
export const internalMethods: readonly DescMethod[] = methods.filter(isInternal);

/** The services that answer for an RPC: one, but all five for the machinery's. */
export function ownersOf(method: DescMethod): readonly ServiceName[] {
  const name = method.parent.name.replace(/Service$/, "").toLowerCase();
  return name === "machinery" ? SERVICES : SERVICES.filter((one) => one === name);
}

/** Whether a call changes something once per `request_id` of its message. */
export const takesRequestId = (method: DescMethod): boolean =>
  method.input.fields.some((field) => field.name === "request_id");
