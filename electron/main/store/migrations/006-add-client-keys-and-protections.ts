export const addClientKeysAndProtections = `
  ALTER TABLE registrations ADD COLUMN public_key TEXT CHECK (public_key IS NULL OR json_valid(public_key));
  ALTER TABLE registrations ADD COLUMN protections TEXT NOT NULL
    DEFAULT '{"pushesRequests":true,"bindsTokens":true,"signsAnswers":true}' CHECK (json_valid(protections));
  `
