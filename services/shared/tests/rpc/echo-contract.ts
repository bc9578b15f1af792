import { create, createFileRegistry, type DescService, setExtension } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
  type MethodDescriptorProto,
  MethodDescriptorProtoSchema,
  MethodOptions_IdempotencyLevel,
  MethodOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import {
  field as fieldRules,
  type FieldRules,
  FieldRulesSchema,
  file_buf_validate_validate,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { type Access, AccessSchema, access, file_mentorship_v1_options, Role } from "@mentorship/client/v1";
import type { MessageInitShape } from "@bufbuild/protobuf";

type Rules = MessageInitShape<typeof FieldRulesSchema>;
type AccessInit = MessageInitShape<typeof AccessSchema> | undefined;

/**
 * A contract with one RPC of each kind, so that the mechanisms can be tried before any product RPC: what they read of a contract is its
 * descriptors alone.
 */
export function echoContract(options: { readonly silent?: boolean } = {}): DescService {
  const all: AccessInit = { roles: [Role.ADMIN, Role.MENTOR, Role.SERVICE] };
  const file = create(FileDescriptorProtoSchema, {
    name: "mentorship/echo/v1/echo.proto",
    package: "mentorship.echo.v1",
    syntax: "proto3",
    dependency: ["buf/validate/validate.proto", "mentorship/v1/options.proto"],
    enumType: [
      {
        name: "Colour",
        value: [
          { name: "COLOUR_UNSPECIFIED", number: 0 },
          { name: "COLOUR_RED", number: 1 },
        ],
      },
    ],
    messageType: [
      message("Window", [
        numberField("start_minute", 1, { type: { case: "int32", value: { greaterThan: { case: "gte", value: 0 } } } }),
      ]),
      message("SayRequest", [
        textField("request_id", 1, { type: { case: "string", value: { maxLen: 36n } } }),
        textField("text", 2, { type: { case: "string", value: { maxLen: 8n } } }),
        enumField("colour", 3, { type: { case: "enum", value: { definedOnly: true, notIn: [0] } } }),
        { ...messageField("windows", 4, "Window"), label: Label.REPEATED },
      ]),
      message("SayResponse", [textField("text", 1), textField("cause", 2), textField("body_hash", 3)]),
      message("ReadRequest", [textField("text", 1, { type: { case: "string", value: { maxLen: 8n } } })]),
      message("ReadResponse", [textField("text", 1)]),
    ],
    service: [
      {
        name: "EchoService",
        method: [
          method("Say", "SayRequest", "SayResponse", options.silent ? undefined : all),
          method("Read", "ReadRequest", "ReadResponse", all, { read: true }),
          method("Watch", "ReadRequest", "ReadResponse", all, { read: true, serverStreaming: true }),
          method("Upload", "ReadRequest", "ReadResponse", all, { clientStreaming: true }),
          method("Match", "ReadRequest", "ReadResponse", { matchCapability: true }, { read: true }),
          method("Hidden", "ReadRequest", "ReadResponse", { internal: true }, { read: true }),
          method("Begin", "ReadRequest", "ReadResponse", { roles: [Role.SERVICE], unknownTenant: true }),
        ],
      },
    ],
  });
  const known = new Map(
    [file_buf_validate_validate, file_mentorship_v1_options, ...file_buf_validate_validate.dependencies].map((each) => [
      each.proto.name,
      each,
    ]),
  );
  const registry = createFileRegistry(file, (name) => known.get(name));
  return registry.getService("mentorship.echo.v1.EchoService") as DescService;
}

const message = (name: string, field: DescriptorProto["field"]) => create(DescriptorProtoSchema, { name, field });

function fieldOf(name: string, number: number, type: Type, typeName: string | undefined, rules: Rules | undefined) {
  const jsonName = name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
  const field = create(FieldDescriptorProtoSchema, { name, jsonName, number, type, label: Label.OPTIONAL });
  if (typeName) field.typeName = `.mentorship.echo.v1.${typeName}`;
  if (rules) {
    const options = create(FieldOptionsSchema);
    setExtension(options, fieldRules, create(FieldRulesSchema, rules) as FieldRules);
    field.options = options;
  }
  return field;
}
const textField = (name: string, number: number, rules?: Rules) => fieldOf(name, number, Type.STRING, undefined, rules);
const numberField = (name: string, number: number, rules?: Rules) =>
  fieldOf(name, number, Type.INT32, undefined, rules);
const enumField = (name: string, number: number, rules?: Rules) => fieldOf(name, number, Type.ENUM, "Colour", rules);
const messageField = (name: string, number: number, typeName: string) =>
  fieldOf(name, number, Type.MESSAGE, typeName, undefined);

function method(
  name: string,
  input: string,
  output: string,
  who: AccessInit,
  kind: { read?: boolean; serverStreaming?: boolean; clientStreaming?: boolean } = {},
): MethodDescriptorProto {
  const options = create(MethodOptionsSchema);
  if (who) setExtension(options, access, create(AccessSchema, who) as Access);
  if (kind.read) options.idempotencyLevel = MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  return create(MethodDescriptorProtoSchema, {
    name,
    inputType: `.mentorship.echo.v1.${input}`,
    outputType: `.mentorship.echo.v1.${output}`,
    serverStreaming: kind.serverStreaming ?? false,
    clientStreaming: kind.clientStreaming ?? false,
    options,
  });
}
