import assert from 'node:assert/strict'
import test from 'node:test'
import { readText, told } from '../generic/read-text.ts'
import { windowsEvents } from './events.ts'

const record = (source: string, id: number, text: string) =>
  `Log Name:      System\nSource:        ${source}\nDate:          5/26/2026 2:01:12 PM\nEvent ID:      ${id}\nLevel:         Warning\nDescription:\n${text}\n`

const texts: readonly (readonly [world: string, text: string, expected: readonly string[]])[] = [
  [
    'no port is left, as a row',
    'Warning,5/26/2026 2:01:12 PM,Tcpip,4231,None,"A request to allocate an ephemeral port number failed"',
    ['ports.exhausted detail=A request to allocate an ephemeral port number failed specific'],
  ],
  ['the link is down, as a record', record('e1iexpress', 27, 'Ethernet Adapter\n Network link is disconnected.'), ['link.lost device=Ethernet Adapter']],
  [
    'the host went down unasked',
    record('EventLog', 6008, 'The previous system shutdown at 1:00 was unexpected.'),
    ['host.restarted detail=The previous system shutdown at 1:00 was unexpected.'],
  ],
  [
    'a backup program crashed',
    record('Application Error', 1000, 'Faulting application name: bpbkar32.exe, version: 8.1'),
    ['program.killed by=crash victim=bpbkar32.exe specific'],
  ],
  [
    'another program crashed',
    record('Application Error', 1000, 'Faulting application name: notepad.exe, version: 8.1'),
    ['program.killed by=crash victim=notepad.exe'],
  ],
  [
    'a status of NetBackup',
    'Error,5/26/2026 2:01:40 PM,NetBackup Client Service,1,None,"cannot connect on socket (25)"',
    ['status.reported code=25 meaning=cannot connect on socket specific'],
  ],
  [
    'an error with an errno',
    'Error,5/26/2026 2:01:40 PM,Agent,9,None,"send failed, socket error 10054"',
    ['connection.failed errno=ECONNRESET operation=write channel=network specific'],
  ],
  ['a service that started', 'Information,5/26/2026 2:01:40 PM,Service Control Manager,7036,None,"The Backup service entered the running state."', []],
]

test('exports of the Windows event log say what happened', async (t) => {
  for (const [world, text, expected] of texts) await t.test(world, () => assert.deepEqual(told(readText([windowsEvents], text).events), expected))
})

test('lines of other formats are left to others', () => {
  for (const text of ['Source: /srv', 'Date: today', 'Description: nothing', 'Error,soon']) assert.equal(readText([windowsEvents], text).claimed.length, 0)
})
