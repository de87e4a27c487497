export const describeActivity = `
  ALTER TABLE activity ADD COLUMN status INTEGER;
  ALTER TABLE activity ADD COLUMN attempts INTEGER;
  `
