export { connectDirectory, type Directory } from "./connect-directory.ts";
