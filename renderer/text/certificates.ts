/** Client certificates and authorization details, in the form and on the card of a registration. */
export const certificatesText = {
  certificate: {
    label: 'Client certificate (mTLS)',
    hint: 'Only if the server asks for one. Mooring stores it with its private key in the keychain and shows it only to the hosts of this registration.',
    hintNew: 'Choose another one to replace it. The private key is in the keychain.',
    choose: 'Choose a file…',
    paste: 'Paste PEM',
    pasted: 'Certificate and private key, as PEM',
    read: 'Read the certificate',
    password: 'Password of the certificate',
    passwordHint: 'Mooring asks for it once, and never shows it.',
    remove: 'Remove the certificate',
    wrong: 'Choose a certificate, or another client authentication.',
    title: 'Client certificate',
    selfSigned: 'self-signed',
    issuedBy: (issuer: string) => `issued by ${issuer}`,
    validUntil: (day: string) => `valid until ${day}`,
    expired: (day: string) => `expired on ${day}`,
    expires: (when: string) =>
      `The client certificate expires ${when}. Get a new one from the institution, and choose it under Change.`,
    hasExpired:
      'The client certificate has expired. Nothing that uses this registration can be refreshed until you choose a new one under Change.',
    authenticates: 'authenticates the client',
    binds: 'binds tokens only',
  },
  authorizationDetails: {
    label: 'Authorization details',
    hint: 'Only for servers that need them (RFC 9396): JSON, one object or a list, each with a type.',
    wrong: 'Enter JSON: an object, or a list of objects, each with a type.',
    asked: 'Details requested',
    granted: 'Details granted',
    notSaid: 'The institution didn’t say',
    bound: 'Access tokens are bound to',
    boundTo: { key: 'A key on this computer (DPoP)', certificate: 'The client certificate (mTLS)' },
  },
} as const
