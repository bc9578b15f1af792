import { createRegistry, type DescFile, type DescService, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectRouter } from "@connectrpc/connect";
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponseSchema,
} from "@mentorship/client/grpc/reflection/v1/reflection_pb.js";

type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>["messageResponse"]>;

/** `grpc.reflection.v1`: tells tools such as `buf curl` which RPCs are served here and the messages they take. */
export function mountReflection(
  router: ConnectRouter,
  services: readonly DescService[],
  options: Parameters<ConnectRouter["service"]>[2],
): void {
  const answer = createAnswers(services);
  router.service(
    ServerReflection,
    {
      async *serverReflectionInfo(requests) {
        for await (const request of requests) {
          yield { validHost: request.host, originalRequest: request, messageResponse: answer(request) };
        }
      },
    },
    options,
  );
}

function createAnswers(services: readonly DescService[]): (request: ServerReflectionRequest) => Answer {
  const files = new Map<string, DescFile>();
  for (const service of services) gather(service.file, files);
  const registry = createRegistry(...files.values());
  const extensionsOf = (typeName: string) =>
    [...registry].flatMap((desc) => (desc.kind === "extension" && desc.extendee.typeName === typeName ? [desc] : []));
  return ({ messageRequest }) => {
    switch (messageRequest.case) {
      case "listServices":
        return {
          case: "listServicesResponse",
          value: { service: services.map(({ typeName }) => ({ name: typeName })) },
        };
      case "fileByFilename":
        return withDependencies(files.get(messageRequest.value));
      case "fileContainingSymbol": {
        const symbol = messageRequest.value;
        // Methods, fields and enum values are members of the symbol before the last dot.
        return withDependencies((registry.get(symbol) ?? registry.get(symbol.replace(/\.[^.]+$/, "")))?.file);
      }
      case "fileContainingExtension": {
        const { containingType, extensionNumber } = messageRequest.value;
        return withDependencies(extensionsOf(containingType).find(({ number }) => number === extensionNumber)?.file);
      }
      case "allExtensionNumbersOfType": {
        const extensionNumber = extensionsOf(messageRequest.value).map(({ number }) => number);
        return {
          case: "allExtensionNumbersResponse",
          value: { baseTypeName: messageRequest.value, extensionNumber },
        };
      }
      default:
        return refused(Code.InvalidArgument, "the request asks for nothing");
    }
  };
}

/** Dependencies before what needs them. */
function gather(file: DescFile, into: Map<string, DescFile>): void {
  if (into.has(file.proto.name)) return;
  for (const dependency of file.dependencies) gather(dependency, into);
  into.set(file.proto.name, file);
}

function withDependencies(file: DescFile | undefined): Answer {
  if (!file) return refused(Code.NotFound, "not served here");
  const needed = new Map<string, DescFile>();
  gather(file, needed);
  const bytes = [...needed.values()].toReversed().map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto: bytes } };
}

const refused = (errorCode: Code, errorMessage: string): Answer => ({
  case: "errorResponse",
  value: { errorCode, errorMessage },
});
