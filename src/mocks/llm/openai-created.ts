/** When answers say that they were made: 2026-01-01, in seconds. They must not depend on the day. */
export const CREATED = 1_767_225_600
