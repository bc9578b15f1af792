/** The environment as it was found: nothing defaulted, nothing checked. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The environment of this process, copied. Decides nothing. */
export const readEnv = (): Env => ({ ...process.env });
