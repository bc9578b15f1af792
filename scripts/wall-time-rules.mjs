// Lint rules for wall times. luxon resolves a local time that occurs twice by the offset of the day it runs on, and moves one that clocks
// jump over without a word: what it makes of local parts differs from day to day. It stays for instants, their texts and calendar steps.

const FROM_PARTS = new Set([
  "fromObject",
  "fromISO",
  "fromFormat",
  "fromFormatParser",
  "fromSQL",
  "fromString",
  "local",
]);
const WAY_OUT = "use localToInstant of services/scheduling/src/domain/time";

const nameOf = (key) => (key?.type === "Identifier" ? key.name : key?.value);

/** What an options object says of a property: `undefined` when it is surely not given, `null` when nobody can tell. */
function given(options, name) {
  if (options?.type !== "ObjectExpression") return null;
  const property = options.properties.find((one) => one.type === "Property" && nameOf(one.key) === name);
  if (property !== undefined) return property.value;
  return options.properties.some((one) => one.type !== "Property" || one.computed) ? null : undefined;
}

const isUtc = (value) => value?.type === "Literal" && /^utc$/i.test(String(value.value));
const isFalse = (value) => value?.type === "Literal" && value.value === false;

/** `DateTime.fromISO(text, { zone: "utc" })` is the one way in which local parts mean one instant. */
function isFixed(method, args) {
  const options =
    method === "local" ? args.at(-1) : args.find((arg, index) => index > 0 && arg.type === "ObjectExpression");
  return isUtc(given(options, "zone") ?? undefined);
}

/** The names under which a file has luxon's DateTime, and luxon whole. */
function luxonNames(program) {
  const dateTimes = new Set();
  const wholes = new Set();
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration" || statement.source.value !== "luxon") continue;
    for (const one of statement.specifiers) {
      if (one.type === "ImportSpecifier" && nameOf(one.imported) === "DateTime") dateTimes.add(one.local.name);
      if (one.type !== "ImportSpecifier") wholes.add(one.local.name);
    }
  }
  return { dateTimes, wholes, isUsed: dateTimes.size + wholes.size > 0 };
}

const noGuessedInstants = {
  meta: {
    type: "problem",
    docs: { description: "A local time becomes an instant by the product's own tables alone." },
  },
  create(context) {
    let names = luxonNames({ body: [] });
    const isDateTime = (node) =>
      (node.type === "Identifier" && names.dateTimes.has(node.name)) ||
      (node.type === "MemberExpression" &&
        node.object.type === "Identifier" &&
        names.wholes.has(node.object.name) &&
        nameOf(node.property) === "DateTime");
    return {
      Program(program) {
        names = luxonNames(program);
      },
      CallExpression(node) {
        if (!names.isUsed || node.callee.type !== "MemberExpression") return;
        const method = nameOf(node.callee.property);
        if (isDateTime(node.callee.object) && FROM_PARTS.has(method)) {
          // Without arguments `local()` is the instant that it is now.
          if (method === "local" && node.arguments.length === 0) return;
          if (!isFixed(method, node.arguments)) {
            context.report({
              node,
              message: `DateTime.${method} guesses which instant a local time means; ${WAY_OUT}`,
            });
          }
        }
        if (method !== "setZone" || node.arguments.length < 2) return;
        for (const name of ["keepLocalTime", "keepCalendarTime"]) {
          const value = given(node.arguments[1], name);
          if (value === undefined || isFalse(value)) continue;
          context.report({
            node,
            message: `setZone with ${name} guesses which instant a local time means; ${WAY_OUT}`,
          });
          return;
        }
      },
    };
  },
};

export default { meta: { name: "wall-time" }, rules: { "no-guessed-instants": noGuessedInstants } };
