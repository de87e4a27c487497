/**
 * From this version on the keychain holds one entry a grant, with its generation inside. Nothing in this database changes: its version
 * keeps an earlier Mooring, which would find every token missing, from opening it.
 */
export const holdOneEntryAGrant = `SELECT 1;`
