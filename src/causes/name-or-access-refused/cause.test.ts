import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event, System } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { nameOrAccessRefused } from './cause.ts'

const refused = (reason: 'name' | 'authentication' | 'host-list' | 'permission', rest = {}) =>
  failure('access.refused', { reason, detail: 'module backup' }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)
const closed = (rest = {}) => failure('connection.closed', {}, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a name', [refused('name')], 'strong'],
  ['a password', [refused('authentication')], 'strong'],
  ['a list, and the connection closed after it', [refused('host-list'), closed()], 'strong'],
  ['both ends say it', [refused('authentication', { side: 'client' }), refused('authentication', { side: 'server' })], 'decisive'],
  ['a limit and not a list', [refused('host-list'), failure('limit.reached', { limit: 'max connections' })], 'ruled-out'],
  ['a password and a limit', [refused('authentication'), failure('limit.reached', { limit: 'MaxStartups' })], 'weak'],
  ['somebody else was refused', [made('access.refused', { reason: 'authentication' }), reset()], 'ruled-out'],
  ['it had been let in before', [reset({ when: at(1) }), refused('authentication', { when: at(60) })], 'ruled-out'],
  [
    'a socket of the same host',
    [failure('access.refused', { reason: 'permission' }, { system: 'other', quote: 'Failed to bind socket to /var/tmp/x.1: Permission denied' })],
    'strong',
  ],
  [
    'a packet that was not let out',
    [failure('access.refused', { reason: 'permission' }, { system: 'other', quote: 'sendto failed: Operation not permitted' })],
    'strong',
  ],
  ['told in prose', [refused('name', { reported: true })], 'weak'],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`name-or-access-refused: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = nameOrAccessRefused.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(nameOrAccessRefused.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}

const remedied: readonly (readonly [world: string, quote: string, command: RegExp, system?: System])[] = [
  ['a clock', 'RequestTimeTooSkewed: The difference is too large', /timedatectl/],
  ["a repository's password", 'Fatal: wrong password or no key found', /RESTIC_PASSWORD_FILE/],
  ['a grant that ran out', "couldn't fetch token: invalid_grant: maybe token expired?", /reconnect/],
  ['NetWorker between its hosts', 'nsrexecd: RPC error: Authentication error; why = Client credential too weak', /NSR peer information/, 'other'],
  ['a key of a storage service', 'InvalidAccessKeyId: The key does not exist', /aws s3 ls/],
  ["a client's password file", 'ERROR: password file must not be other-accessible', /^ls -l .*\n.*chmod 600 \/etc\/rsync.pass/, 'rsync'],
  ["BackupPC's account on Windows", 'session setup failed: NT_STATUS_LOGON_FAILURE', /smbclient \/\/HOST\/SHARE/, 'backuppc'],
  ['a share of another name', 'tree connect failed: NT_STATUS_BAD_NETWORK_NAME', /smbclient -L/, 'backuppc'],
  ['sudo that asks for a password', '[sudo] password for backuppc:', /sudoers\.d/, 'backuppc'],
  ["a daemon's secrets file", 'secrets file must not be other-accessible (see strict modes option)', /^chown root: \/etc\/rsyncd.secrets/, 'rsync'],
]

for (const [world, quote, command, system = 'restic'] of remedied) {
  test(`what helps against the refusal of ${world}`, () => {
    const evidence = evidenceOf(refused('authentication', { system, quote }))
    const outcome = nameOrAccessRefused.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    assert.match(
      nameOrAccessRefused
        .remedies(evidence, outcome)
        .flatMap(({ commands }) => commands)
        .join('\n'),
      command,
    )
  })
}

test('a key that rrsync confines is told of its line in authorized_keys, an unknown key of the host of its check', () => {
  const remedied = (events: readonly Event[]) => {
    const evidence = evidenceOf(...events)
    const outcome = nameOrAccessRefused.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    return nameOrAccessRefused
      .remedies(evidence, outcome)
      .flatMap(({ commands }) => commands ?? [])
      .join('\n')
  }
  const confined = refused('permission', { detail: 'rrsync: sending to read-only server is not allowed', system: 'rsync' })
  assert.match(remedied([confined]), /authorized_keys/)
  const unknown = refused('authentication', { detail: 'no host key found for vault', system: 'other' })
  assert.match(remedied([unknown]), /ssh-keyscan/)
})
