/** A part of a running process: the RPC port, the consumers, the relay, the worker. */
export interface Door {
  readonly name: string;
  /** Called once every door is open. */
  ready?(): void;
  /** Ends its work in order; resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** Opens a door on a service's context. */
export type OpenDoor<Ctx> = (ctx: Ctx) => Promise<Door>;
