/** Whether the registration of a connection that is to be linked again had a client certificate beside its secret or key. */
export const noteCertificatesOfRelinks = `
  ALTER TABLE relinks ADD COLUMN has_certificate INTEGER NOT NULL DEFAULT 0 CHECK (has_certificate IN (0, 1));
  `
