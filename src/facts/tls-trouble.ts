import type { Evidence } from '../model/index.ts'

/** What a TLS library complained of; `record` and `other` do not name a certificate, a name or a version. */
export type TlsTrouble =
  | 'revoked'
  | 'revocation-list'
  | 'expired'
  | 'not-yet-valid'
  | 'untrusted'
  | 'wrong-name'
  | 'plain-peer'
  | 'no-common'
  | 'no-certificate'
  | 'record'
  | 'other'

/** OpenSSL, Go, GnuTLS and Java each have their own words; the first that fits counts. */
const troubles: readonly (readonly [RegExp, TlsTrouble, string])[] = [
  // Go tells both in one breath, and then which.
  [/expired or is not yet valid: current time \S{1,40} is after/i, 'expired', 'a certificate has expired'],
  [/not yet valid|before NotBefore/i, 'not-yet-valid', 'a certificate is not valid yet: one of the clocks is wrong'],
  [
    /\brevocation list\b|\bCRL\b.{0,40}(?:unavailable|not up|expired|missing|could not)/i,
    'revocation-list',
    'the list of revoked certificates is missing or too old',
  ],
  [/\brevoked\b/i, 'revoked', 'a certificate was revoked'],
  [/expired|after NotAfter/i, 'expired', 'a certificate has expired'],
  [/host ?name|subjectAlt|IP SAN|doesn't match|does not match|not valid for/i, 'wrong-name', 'the certificate is for another name'],
  [
    /unknown ca|self[- ]signed|unable to get (?:local )?issuer|unknown authority|verify failed|certificate unknown|not trusted|cannot verify|common[ _]CA[ _]root|bad[ _]cert|PKIX path|UNTRUSTED_ROOT|CERT_VALIDATION|fingerprint (?:was )?not |fingerprint mismatch/i,
    'untrusted',
    'the certificate is not trusted',
  ],
  [
    /wrong version number|first record does not look like|http request|unknown protocol|packet length too long|plain/i,
    'plain-peer',
    'one end speaks TLS and the other does not',
  ],
  [
    /no shared cipher|handshake failure|protocol version|unsupported protocol|inappropriate fallback|no common|dh key too small|no cipher/i,
    'no-common',
    'the ends have no TLS version or cipher in common',
  ],
  [/(?:did not return|no|missing|required).{0,20}certificate|certificate required/i, 'no-certificate', 'one end showed no certificate'],
  [/bad record mac|decryption failed|decrypt error|bad mac|unexpected eof|record overflow/i, 'record', 'an encrypted record could not be read'],
]

/** The first complaint that names something, with that in plain words. */
export function tlsTrouble(evidence: Evidence): { readonly trouble: TlsTrouble; readonly words?: string } {
  const told = evidence
    .of('tls.failed')
    .map((event) => troubles.find(([pattern]) => pattern.test(`${event.reason ?? ''} ${event.quote}`)))
    .filter((found) => found !== undefined)
  const [first] = told
  if (first === undefined) return { trouble: 'other' }
  const [, trouble, words] = (first[1] === 'untrusted' ? told.find(([, named]) => ofTheCertificate.has(named)) : undefined) ?? first
  return { trouble, words }
}

/** Reasons for which a certificate is not trusted; "verify failed" alone does not say which. */
const ofTheCertificate: ReadonlySet<TlsTrouble> = new Set(['revoked', 'expired', 'not-yet-valid', 'wrong-name'])
