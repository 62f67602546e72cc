import assert from 'node:assert/strict'
import test from 'node:test'
import { readText } from '../generic/read-text.ts'
import { tsm } from './tsm.ts'

/** What the symptoms of a text are; a dash for none. */
function symptoms(text: string): string {
  const found = readText([tsm], text).events.filter((event) => event.symptom !== undefined)
  return found.length === 0 ? '-' : found.map((event) => `${event.kind}${'errno' in event ? ` ${event.errno}` : ''} ${event.symptom ?? ''}`).join(', ')
}

const session = 'Session 12 for node WEB (Linux86)'

const messages: readonly (readonly [text: string, told: string])[] = [
  ["ANS1076E The specified directory path '/srv/x/*' could not be found.", 'source.failed specific'],
  [`ANR0429W ${session} refused - maximum server sessions (25) exceeded.`, 'limit.reached specific'],
  [`ANR0535W Transaction failed for session 12 for node WEB (Linux86) - insufficient mount points available to satisfy the request.`, 'limit.reached specific'],
  [`ANR0432W ${session} refused - insufficient memory.`, 'program.killed specific'],
  [`ANR0433W ${session} refused - insufficient recovery log space.`, 'storage.full specific'],
  [`ANR0424W ${session} refused - invalid password submitted.`, 'access.refused specific'],
  [`ANR0430W ${session} refused - node name is locked.`, 'access.refused specific'],
  [`ANR0420W ${session} refused - server disabled for user access.`, 'access.refused specific'],
  ['ANS2820E An interrupt has occurred. The current operation will end and the client will shut down.', 'run.stopped specific'],
  ['The restore now throws an ANS1102E error and nothing comes back.', 'run.ended echo'],
  ['See the manual for ANS1102E and its kin.', '-'],
  ['ANS1032E TCP/IP host name not found', 'access.refused specific'],
  ['ANS1357S Session rejected: Downlevel client code version', 'versions.mismatched specific'],
  ['ANR8599W The connection with 10.0.0.1 failed due to an untrusted server certificate.', 'tls.failed specific'],
  [`ANR0488W ${session} terminated - transfer rate is less than 10 and more than 5 minutes have elapsed.`, 'timer.expired specific'],
  ['ANR0481W Session 12 for node WEB (Linux) terminated - client did not respond within commtimeout seconds.', 'timer.expired specific'],
  ['ANR8214E Session open with 10.1.1.1 failed due to connection refusal.', 'connect.failed ECONNREFUSED specific'],
  ['ANR8216W Error sending data on session 12. Reason 32.', 'connection.failed EPIPE specific'],
  [
    "ANS1005E TCP/IP read error on socket = 6, errno = 73, reason : 'A connection with a remote socket was reset by that socket.'.",
    'connection.failed ECONNRESET specific',
  ],
  ["ANS1005E TCP/IP read error on socket = 8, errno = 0, reason : 'Success'.", 'connection.closed specific'],
  [
    "ANS5216E Could not establish a TCP/IP connection with address 'tsm:1500'. The TCP/IP error is 'Unknown error' (errno = 10061).",
    'connect.failed ECONNREFUSED specific',
  ],
  ['11/21/2026 05:40:12 TcpFlush: Error 32 sending data on Tcp/Ip socket 7.', 'connection.failed EPIPE specific'],
  ['11/21/2026 05:40:12 sessSendVerb: Error sending Verb, rc: -50', 'run.ended echo'],
  [`ANR0525W Transaction failed for session 12 for node WEB (Linux86) - storage media inaccessible.`, 'media.failed specific'],
  ['ANR1405W Scratch volume mount request denied - no scratch volume available.', 'media.failed specific'],
  ["ANS1327W The snapshot operation for 'C:' failed with error code: 4353.", 'source.failed specific'],
  ['ANS1999E Incremental processing of /srv stopped.', '-'],
  ["ANS1999E Incremental processing of '/srv' stopped.", 'run.ended echo'],
  ["ANS4005E Error processing '/srv/a': file not found", '-'],
  ["ANS4023E Error processing '/srv/a': file input/output error", 'source.failed specific'],
  // Printed by runs that go well
  ['ANR0403I Session 12 ended for node WEB (Linux86).', '-'],
  ['ANR8583I TLS is enabled for session 12.', '-'],
]

test('messages by their words', async (t) => {
  for (const [text, told] of messages) await t.test(text, () => assert.equal(symptoms(text), told))
})

const refusedFile = "ANS4987E Error processing '/srv/a': the object is in use by another process\nANS1228E Sending of object '/srv/a' failed.\n"

const runs: readonly (readonly [world: string, text: string, told: string])[] = [
  ['an object was left out of a run that went well', `${refusedFile}11/21/2026 02:30:03 Successful incremental backup of '/srv'\n`, '-'],
  ['an object was left out, and nothing else is known', refusedFile, 'source.failed specific, run.ended echo'],
  ['a session was opened again', 'ANS1809W A session with the server has been disconnected. Session is lost\n11/21/2026 02:20:13 ... successful\n', '-'],
  [
    'a run with objects left out failed of something else',
    `${refusedFile}ANS1311E Server out of data storage space\n`,
    'storage.full specific, run.ended echo',
  ],
]

test('what happens on the way counts by how the run ends', async (t) => {
  for (const [world, text, told] of runs) await t.test(world, () => assert.equal(symptoms(text), told))
})

test('sessions ended for idleness beside schedules', () => {
  const idle = '12/03/2026 22:40:00 ANR0482W Session 790 for node ADMINPC (WinNT) terminated - idle for more than 15 minutes.'
  const schedule = (node: string, how: string) =>
    `12/03/2026 22:31:46 ANR2507I Schedule DAILY for domain PROD started at 22:00:00 for node ${node} ${how} at 22:31:46.`
  const symptoms = (...lines: readonly string[]) =>
    readText([tsm], lines.join('\n')).events.filter(({ kind, symptom }) => kind === 'timer.expired' && symptom !== undefined).length
  assert.deepEqual(
    [
      symptoms(idle),
      symptoms(schedule('WEB', 'completed successfully'), idle),
      symptoms(
        schedule('WEB', 'completed successfully'),
        '12/03/2026 22:41:00 ANR2579E Schedule DAILY in domain PROD for node ADMINPC failed (return code 12).',
        idle,
      ),
    ],
    [1, 0, 1],
  )
})

test('a connection that broke and was made anew harmed nothing, unless the command failed', () => {
  const broke = '11/21/2026 05:40:12 ANS1005E TCP/IP read error on socket = 4, errno = 104, reason : Connection reset by peer'
  const told = (...more: readonly string[]) =>
    readText([tsm], [broke, ...more].join('\n'))
      .events.filter(({ kind }) => kind === 'connection.failed')
      .map(({ symptom }) => symptom)
  assert.deepEqual(
    [told(), told('11/21/2026 05:50:12 ... successful'), told('11/21/2026 05:50:12 ANS1512E Scheduled event NIGHT failed.  Return code = 12.')],
    [['specific'], [undefined], ['specific']],
  )
})

test('the console breaks a long message between any two words', () => {
  const text = '02/11/2026 04:40:01 ANR0480W Session 41223 for node\n  SAPPRD (TDP R3 AIX) terminated - connection with\n  client severed. (SESSION: 41223)'
  assert.deepEqual(
    readText([tsm], text).events.map(({ kind, symptom }) => `${kind} ${symptom ?? ''}`),
    ['connection.closed specific'],
  )
})
