const masked = '•••'

/** Patterns of secrets, the most specific first. Each keeps the name and masks the value. */
const patterns: readonly [pattern: RegExp, kept: string][] = [
  // JSON Web Tokens
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, masked],
  // name=value and "name":"value"
  [
    /\b(code|state|nonce|code_verifier|access_token|refresh_token|id_token|client_secret|client_assertion|password|token)(["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
    `$1$2${masked}`,
  ],
  [/\b(Bearer|Basic|DPoP)\s+[\w.~+/=-]+/gi, `$1 ${masked}`],
  // User and password in a URL, and everything after its question mark
  [/(https?:\/\/)[^\s/@]+@/gi, `$1${masked}@`],
  [/(https?:\/\/[^\s?#"']+)\?[^\s"']*/gi, `$1?${masked}`],
  // Long runs of base64 or hexadecimal: UUIDs have a dash after at most twelve characters, and words are shorter
  [/\b[\w+/=]{32,}/g, masked],
  // base64url contains dashes too: 256 bits have 43 characters, a UUID 36
  [/(?<![\w-])[\w-]{40,}/g, masked],
  [/(?<![\w.:-])\d{7,12}(?![\w.:-])|(?<![\w.:-])\d{14,}(?![\w.:-])/g, masked],
]

/** Masks everything that looks like a secret or an account number. A last safeguard: no caller should log a secret. */
export function redact(text: string): string {
  return patterns.reduce((line, [pattern, kept]) => line.replaceAll(pattern, kept), text)
}
