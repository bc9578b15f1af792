/** The error of a configured server that does not answer. Credentials in `address` are left out. */
export function unreachable(server: string, variable: string, address: string): Error {
  return new Error(
    `${server} does not answer at ${withoutCredentials(address)}, which ${variable} names. ` +
      `Ways out: start it, correct ${variable}, or unset ${variable} so that one is started for you`,
  );
}

/** An address as it may be printed. */
export function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^@/]*@/, "//");
}
