export const indexConnectionsInOrder = `
  CREATE INDEX connections_in_order ON connections (created_at, id);
  `
