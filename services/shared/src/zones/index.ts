export { canonicalZone, isZoneName, type ZoneName } from "./zone-names.ts";
