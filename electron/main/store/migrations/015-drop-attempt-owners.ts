/** One process uses a data folder: an attempt that this one has not begun is of an earlier run. */
export const dropAttemptOwners = `
  ALTER TABLE attempts DROP COLUMN owner;
  `
