export const recordSignIn = `
  ALTER TABLE grants ADD COLUMN signed_in_at INTEGER;
  `
