export const labelConnections = `
  ALTER TABLE connections ADD COLUMN label TEXT;
  `
