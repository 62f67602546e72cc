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
  [
    "Windows' own backup in one sentence, as somebody quoted it",
    "It just fails:\n\n`The backup operation that started at '2026-11-21T01:00:00Z' has failed with following error code '0x8078011E' (no exclusive lock).`",
    ['source.failed reason=other specific'],
  ],
  [
    "Windows' own backup lost the share it writes to",
    "The backup operation that started at '2026-11-21T01:00:00Z' has failed with following error code '0x8078015B' (an error when accessing the remote shared folder).",
    ['mount.failed fileSystem=SMB specific'],
  ],
  [
    'no checkpoint of a guest',
    record('Microsoft-Windows-Hyper-V-VMMS', 18012, "Checkpoint operation for 'db7' failed."),
    ['source.failed reason=other specific'],
  ],
  [
    'a shadow copy that was not finished',
    'VSS asynchronous operation is not completed. Operation: [Shadow copies commit].',
    ['source.failed reason=other specific'],
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
  [
    'a shadow copy that could not be made',
    record('VSS', 12293, 'Volume Shadow Copy Service error: Error calling a routine on a Shadow Copy Provider. Routine details EndPrepareSnapshots.'),
    ['source.failed reason=other specific'],
  ],
  [
    'a writer that could not be heard, which harms no backup',
    record(
      'VSS',
      8194,
      'Volume Shadow Copy Service error: Unexpected error querying for the IVssWriterCallback interface.  hr = 0x80070005, Access is denied.',
    ),
    [],
  ],
  [
    'the same with equals signs',
    'Event ID = 8194\n\nVolume Shadow Copy Service error: Unexpected error querying for the IVssWriterCallback interface.  hr = 0x80070005, Access is denied.',
    [],
  ],
  [
    'a writer that said no',
    '31: Warning: VSS Writer "SqlServerWriter" has invalid state. ERR=The writer vetoed the shadow copy.',
    ['source.failed reason=other specific'],
  ],
  [
    'old copies that gave way',
    'Error,5/26/2026 2:01:40 PM,volsnap,25,None,"The shadow copies of volume D: were deleted because the storage could not grow in time."',
    ['source.failed reason=other specific'],
  ],
  [
    'the backup of Windows itself, of a file',
    record('Windows Backup', 4104, 'The backup was not successful. The error is: Access is denied. (0x80070005).'),
    ['source.failed reason=permission specific'],
  ],
  [
    'the same, of where it writes',
    record(
      'Microsoft-Windows-Backup',
      517,
      "The backup operation has failed with error code '0x8078014B' (There was a failure in creating a folder on the backup storage location.)",
    ),
    ['media.failed medium=backup storage location detail=0x8078014B specific'],
  ],
  [
    'the same, and its share is away',
    record(
      'Microsoft-Windows-Backup',
      517,
      "The backup operation has failed with error code '0x80070040' (The specified network name is no longer available.)",
    ),
    ['mount.failed specific'],
  ],
  [
    'the same, and the disk is full',
    record('Microsoft-Windows-Backup', 517, "failed with error code '0x80780119' (There is not enough disk space)"),
    ['storage.full specific'],
  ],
  ['a service that started', 'Information,5/26/2026 2:01:40 PM,Service Control Manager,7036,None,"The Backup service entered the running state."', []],
]

test('exports of the Windows event log say what happened', async (t) => {
  for (const [world, text, expected] of texts) await t.test(world, () => assert.deepEqual(told(readText([windowsEvents], text).events), expected))
})

test('lines of other formats are left to others', () => {
  for (const text of ['Source: /srv', 'Date: today', 'Description: nothing', 'Error,soon']) assert.equal(readText([windowsEvents], text).claimed.length, 0)
})

test('a description ends at a blank line', () => {
  const text = `${record('Some Service', 77, 'It took a while.\nGuidance: wait.')}\nERROR 64 (0x00000040) of another program\n`
  const reading = readText([windowsEvents], text)
  assert.deepEqual([told(reading.events), reading.unread.count], [[], 1])
})
