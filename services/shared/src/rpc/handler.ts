import type {
  DescMessage,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";

/** The handler of one unary RPC, by its descriptor: `Handler<typeof MatchingService.method.acceptMatch>`. */
export type Handler<M> =
  M extends DescMethodUnary<infer I extends DescMessage, infer O extends DescMessage>
    ? (request: MessageShape<I>, rpc: HandlerContext) => Promise<MessageInitShape<O>>
    : never;

/** The handler of one RPC that answers with a stream. */
export type StreamHandler<M> =
  M extends DescMethodServerStreaming<infer I extends DescMessage, infer O extends DescMessage>
    ? (request: MessageShape<I>, rpc: HandlerContext) => AsyncIterable<MessageInitShape<O>>
    : never;

/** The handler of one RPC that takes a stream. */
export type UploadHandler<M> =
  M extends DescMethodClientStreaming<infer I extends DescMessage, infer O extends DescMessage>
    ? (requests: AsyncIterable<MessageShape<I>>, rpc: HandlerContext) => Promise<MessageInitShape<O>>
    : never;
