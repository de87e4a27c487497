export const addGrantManagement = `
  UPDATE registrations SET protections = json_set(protections, '$.managesGrants', json('true'));
  `
