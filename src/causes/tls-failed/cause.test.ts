import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure } from '../../../test/hand-made.ts'
import { tlsFailed } from './cause.ts'

const tls = (reason: string, rest = {}) => failure('tls.failed', { reason }, { quote: reason, ...rest })
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['expired', [tls('certificate verify failed (certificate has expired)')], 'strong'],
  ['another name', [tls("x509: certificate is valid for a, not b: doesn't match")], 'strong'],
  ['one end speaks plain text', [tls('tls: first record does not look like a TLS handshake')], 'strong'],
  ['the list of revoked certificates is not to be had', [tls('The certificate revocation list is unavailable')], 'strong'],
  ['the two hosts trust no authority in common', [tls('CERT_PROTOCOL_SELECT_COMMON_CA_ROOT')], 'strong'],
  ['no reason', [tls('SSL_read failed')], 'weak'],
  ['a record could not be read', [tls('bad record mac')], 'weak'],
  ['no reason, and the connection below was reset', [tls('SSL_read: unexpected eof'), reset()], 'ruled-out'],
  ['reset before', [reset({ when: at(1) }), tls('certificate has expired', { when: at(30) })], 'ruled-out'],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`tls-failed: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = tlsFailed.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(tlsFailed.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
