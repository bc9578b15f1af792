import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter, MethodImpl, ServiceImpl } from "@connectrpc/connect";
import { limits } from "./limits.ts";
import { methodName } from "./method-name.ts";

/** How a service's RPCs differ from others. `bulk`: unary RPCs, by their local names, that take 2 MiB instead of 256 KiB. */
export interface ServiceOptions<S extends DescService> {
  readonly bulk?: readonly (keyof S["method"] & string)[];
}

/** What a service's `routes.ts` gives its handlers to: every RPC of the contract, none left out. */
export interface ServiceRouter {
  service<S extends DescService>(service: S, handlers: ServiceImpl<S>, options?: ServiceOptions<S>): ServiceRouter;
}

/** The services that `routes` names, and how to mount their handlers, each RPC with the size limit of its kind. */
export interface Routes {
  readonly services: readonly DescService[];
  mount(router: ConnectRouter): void;
}

/** Reads what a service serves. Throws Error when an RPC of the contract has no handler. */
export function collectRoutes(routes: (router: ServiceRouter) => void): Routes {
  const services: DescService[] = [];
  const mounts: ((router: ConnectRouter) => void)[] = [];
  const collector: ServiceRouter = {
    service: (service, handlers, options) => {
      services.push(service);
      const bulk = new Set<string>(options?.bulk ?? []);
      for (const method of service.methods) {
        const handler = (handlers as Record<string, unknown>)[method.localName];
        if (typeof handler !== "function") throw new Error(`${methodName(method)} has no handler`);
        const takesStream = method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";
        const readMaxBytes = takesStream || bulk.has(method.localName) ? limits.bulkRequestBytes : limits.requestBytes;
        mounts.push((router) =>
          router.rpc(method, handler.bind(handlers) as MethodImpl<typeof method>, { readMaxBytes }),
        );
      }
      return collector;
    },
  };
  routes(collector);
  return {
    services,
    mount: (router) => {
      for (const mount of mounts) mount(router);
    },
  };
}
