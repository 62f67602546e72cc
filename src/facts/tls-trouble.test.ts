import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { tlsTrouble } from './tls-trouble.ts'

const complaints: readonly (readonly [said: string, trouble: string])[] = [
  ['certificate verify failed (certificate has expired)', 'expired'],
  ['x509: certificate is not yet valid: current time is before NotBefore', 'not-yet-valid'],
  ['x509: certificate has expired or is not yet valid: current time 2026-11-21T02:00:03Z is after 2026-11-20T23:59:59Z', 'expired'],
  ['x509: certificate has expired or is not yet valid: current time 2026-11-21T02:00:03Z is before 2026-11-22T00:00:00Z', 'not-yet-valid'],
  ['The Peer Certificate is revoked', 'revoked'],
  ['Failed to find a common CA Root for secure handshake', 'untrusted'],
  ['x509: certificate signed by unknown authority', 'untrusted'],
  ['certificate validation failed - Certificate fingerprint was not confirmed.', 'untrusted'],
  ['GSKit function gsk_secure_soc_init failed with 414: GSK_ERROR_BAD_CERT', 'untrusted'],
  ['remote error: tls: bad certificate', 'untrusted'],
  ['sun.security.validator.ValidatorException: PKIX path building failed', 'untrusted'],
  ["x509: certificate is valid for a.example.net, not b.example.net: doesn't match", 'wrong-name'],
  ['tls: first record does not look like a TLS handshake', 'plain-peer'],
  ['SSL routines:ssl3_get_record:wrong version number', 'plain-peer'],
  ['sslv3 alert handshake failure', 'no-common'],
  ['peer did not return a certificate', 'no-certificate'],
  ['SSL_read: bad record mac', 'record'],
  ['SSL_connect failed', 'other'],
]

test('the line that says why a certificate is not trusted counts before the one that says that it is not', () => {
  const evidence = evidenceOf(failure('tls.failed', { reason: 'certificate verify failed' }), failure('tls.failed', { reason: 'certificate has expired' }))
  assert.equal(tlsTrouble(evidence).trouble, 'expired')
})

for (const [said, trouble] of complaints)
  test(`TLS says: ${said}`, () => assert.equal(tlsTrouble(evidenceOf(failure('tls.failed', { reason: said }))).trouble, trouble))
