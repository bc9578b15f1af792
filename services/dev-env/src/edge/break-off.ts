import { constants } from "node:http2";
import type { NodeResponse } from "@mentorship/shared/rpc";
import { endFrame, numberInGrpc } from "./refuse.ts";

/** Follows a streamed body, in which each message stands behind five bytes: its flags and its length. */
export interface Frames {
  take(chunk: Buffer): void;
  /** Whether the last message that began has come to its end. */
  complete(): boolean;
}

/** No message has begun yet. */
export function followFrames(): Frames {
  let head = 0;
  let length = 0;
  let left = 0;
  return {
    take(chunk) {
      for (let at = 0; at < chunk.length; ) {
        if (left > 0) {
          const taken = Math.min(left, chunk.length - at);
          left -= taken;
          at += taken;
          continue;
        }
        length = head === 0 ? 0 : length * 256 + chunk.readUInt8(at);
        head = (head + 1) % 5;
        at += 1;
        if (head === 0) left = length;
      }
    },
    complete: () => left === 0 && head === 0,
  };
}

/**
 * Ends an answer whose service went away in the middle of it. A stream between two messages ends with `unavailable`, so that its reader
 * knows to open it again; anything else is cut, so that nobody takes the half for the whole.
 */
export function breakOff(res: NodeResponse, frames: Frames, message: string): void {
  const type = String(res.getHeader("content-type") ?? "");
  const isStream = /^application\/(grpc(?!-web-text)|connect\+)/.test(type);
  if (!isStream || !frames.complete()) {
    if ("stream" in res) res.stream?.close(constants.NGHTTP2_INTERNAL_ERROR);
    else res.destroy();
    return;
  }
  const frame = endFrame(type, "unavailable", message);
  if (frame !== undefined) return void res.end(frame as unknown as string);
  res.addTrailers({ "grpc-status": String(numberInGrpc("unavailable")), "grpc-message": encodeURIComponent(message) });
  res.end();
}
