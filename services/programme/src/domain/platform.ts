/** The services whose clocks go together and whose audits are read as one. */
export const platformServices = ["programme", "matching", "scheduling", "conferencing", "notification"] as const;
export type ServiceName = (typeof platformServices)[number];
