import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { knownByStatusOnly } from './bare-status.ts'

const line = { system: 'netbackup', quote: 'client connection refused (57)' } as const
const status = failure('status.reported', { code: 57, meaning: 'client connection refused' }, line)
const refused = { ...failure('connect.failed', { errno: 'ECONNREFUSED' }, line), at: status.at }
const other = failure('connect.failed', { errno: 'ECONNREFUSED', port: 13782 }, { system: 'netbackup', quote: 'connect to 13782: Connection refused' })

test('one pasted status, read from its number alone', () => assert.equal(knownByStatusOnly(evidenceOf(refused, status), refused), true))
test('a line of the same job bears the status out', () => assert.equal(knownByStatusOnly(evidenceOf(refused, status, other), refused), false))
test('another program says it in its own words', () => assert.equal(knownByStatusOnly(evidenceOf(other), other), false))
