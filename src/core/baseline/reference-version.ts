/** Goes up when the reference that is run between iterations changes: rows from before are of another machine then. */
export const REFERENCE_VERSION = 1
