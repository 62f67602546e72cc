import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure } from '../../../test/hand-made.ts'
import { nameOrAccessRefusedRemedies } from './remedies.ts'

type Reason = 'host-list' | 'authentication' | 'permission'

const worlds: readonly (readonly [world: string, reason: Reason, quote: string, where: RegExp, command: RegExp])[] = [
  [
    'the client misses a line for its server',
    'host-list',
    'ERROR: NAK web1: user backup from bk1 is not allowed to execute the service noop: Please add the line "bk1 backup amdump" to /var/backups/.amandahosts on the client',
    /^the Amanda client$/,
    /echo 'bk1 backup amdump' >> \/var\/backups\/\.amandahosts/,
  ],
  [
    'the server misses the services of a restore',
    'host-list',
    'NAK: user root from web1 is not allowed to execute the service amindexd: Please add "amindexd amidxtaped" to the line in /var/lib/amanda/.amandahosts',
    /^the Amanda server$/,
    /amindexd amidxtaped' >> \/var\/lib\/amanda\/\.amandahosts/,
  ],
  ['a program without its rights', 'permission', 'ERROR: program /usr/lib/amanda/planner: not setuid-root', /the server for planner/, /chmod 4750/],
  ['a clock that Kerberos does not accept', 'authentication', 'error getting ticket for amanda/web1@EXAMPLE.NET: Clock skew too great', /client/, /chronyc/],
  ['the password of a share', 'authentication', '? session setup failed: NT_STATUS_LOGON_FAILURE', /smbclient/, /amandapass/],
  [
    'an object store that does not accept the clock',
    'authentication',
    'While listing S3 keys: too far off (RequestTimeTooSkewed) (HTTP 403)',
    /backup/,
    /timedatectl/,
  ],
]

for (const [world, reason, quote, where, command] of worlds) {
  test(`remedies of a refusal in Amanda: ${world}`, () => {
    const [first] = nameOrAccessRefusedRemedies(evidenceOf(failure('access.refused', { reason }, { system: 'amanda', quote })))
    assert.match(first?.where ?? '', where)
    assert.match(first?.commands.join('\n') ?? '', command)
  })
}

test('remedies of a refusal by xinetd name the service and the address', () => {
  const refused = failure(
    'access.refused',
    { reason: 'host-list' },
    { system: 'host', quote: 'Nov 21 05:00:00 web1 xinetd[7]: FAIL: amanda address from=192.0.2.9' },
  )
  assert.match(nameOrAccessRefusedRemedies(evidenceOf(refused))[0]?.commands.join('\n') ?? '', /only_from \+= 192\.0\.2\.9/)
})

test('remedies of a login with credentials that NetBackup stores name where they are stored', () => {
  for (const [quote, command] of [
    ['NDMP authentication to nas2 failed: NDMP_NOT_AUTHORIZED_ERR', /tpautoconf -verify/],
    ['VMware error received: Cannot complete login due to an incorrect user name or password.', /-dvirtualmachines/],
    ['PDVFS: Cannot authenticate using provided credentials', /-stype PureDisk/],
    ['VxSS authentication failed for host app9', /bp\.conf/],
  ] as const) {
    const [first] = nameOrAccessRefusedRemedies(evidenceOf(failure('access.refused', { reason: 'authentication' }, { system: 'netbackup', quote })))
    assert.match(first?.commands.join('\n') ?? '', command)
  }
})
