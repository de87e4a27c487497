/** Names what an institution sent of an account and Mooring could not read, with commas between. */
export const recordUnreadableValues = `
  ALTER TABLE accounts ADD COLUMN unreadable TEXT NOT NULL DEFAULT '';
  `
