export { type Admission, createAdmission, type DirectoryOwner } from "./create-admission.ts";
export { putPersonRow, putTenantRow } from "./rows.ts";
export { admissionSubscriptions } from "./subscriptions.ts";
