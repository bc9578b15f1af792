export { createPeer } from "./create-peer.ts";
export type { Peer, PeerCallOptions } from "./create-peer.ts";
