/** Of the files that the user is asked for. `pem` stands for every extension that certificates and keys have. */
export type OpenExtension = 'json' | 'pem'
