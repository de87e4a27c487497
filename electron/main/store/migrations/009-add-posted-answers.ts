export const addPostedAnswers = `
  UPDATE registrations SET protections = json_set(protections, '$.postsAnswers', json('false'));
  `
