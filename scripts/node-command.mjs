// Prints the command that runs a TypeScript source of this repository: the Node that npm brought or, where this
// machine's own can strip types, that one; an older one with the help of tsx.
import { existsSync } from "node:fs";

const [major, minor] = process.versions.node.split(".").map(Number);
const strips = major > 22 || (major === 22 && minor >= 18);
const brought = "node_modules/.bin/node";
const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
const node = strips || !existsSync(brought) ? process.execPath : brought;
const help = strips || node === brought ? [] : ["--import", "tsx"];
process.stdout.write([node, ...flags, ...help].join(" "));
