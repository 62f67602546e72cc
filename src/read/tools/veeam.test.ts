import assert from 'node:assert/strict'
import test from 'node:test'
import { readText, told } from '../generic/read-text.ts'
import { suites } from './suites.ts'

const at = '[21.11.2026 05:40:12.123] <140001> '

const worlds: readonly (readonly [world: string, text: string, expected: readonly string[]])[] = [
  ['a module of the kernel is missing', `${at}prtcl    | ERR |Failed to load module [blksnap].`, ['source.failed reason=other specific']],
  [
    'the exception goes on',
    `${at}core| ERR |Snapshot creation operation has failed.\n${at}core| >>  |System.map file not found\n${at}core| >>  |--tr:in void x::Open() at /a/b.cpp:1`,
    ['source.failed reason=other specific'],
  ],
  [
    'a connection was cut',
    '[21.11.2026 05:40:12] <01> Error    An existing connection was forcibly closed by the remote host',
    ['connection.failed errno=ECONNRESET operation=unknown channel=network specific'],
  ],
  [
    'a port that nobody reached, with its reason on the next line',
    '21.11.2026 05:40:12 :: Error: Failed to connect to the port [hv3:2501].\n21.11.2026 05:40:12 :: Connection refused',
    ['connect.failed errno=ECONNREFUSED peer=hv3 port=2501 specific'],
  ],
  [
    'no checkpoint of a machine',
    "21.11.2026 05:40:12 :: Failed to create VM recovery checkpoint Details: Job failed ('Checkpoint operation for 'db1' failed.'). Error code: '32768'.",
    ['source.failed reason=other specific'],
  ],
  [
    'the store of a host did not serve its disks',
    '21.11.2026 05:40:12 :: Processing web1 Error: NFC storage connection is unavailable. Storage: [stg:datastore-1]. Failed to create NFC download stream.',
    [
      'run.ended outcome=failed text=Processing web1 Error: NFC storage connection is unavailable. Storage: [stg:datastore-1]. Failed to create NFC download stream. echo',
    ],
  ],
  ['steps that went well', `${at}core| Snapshot service: request snapshots. Ok.\n${at}core| WARN|Unknown usage type: [unknown].`, []],
  [
    "a job's own report",
    'Failed to create volume snapshot\nFailed to perform backup\nProcessing finished with errors at 2026-11-21 03:30:49 GMT',
    [
      'source.failed reason=other specific',
      'run.ended outcome=failed text=Failed to perform backup echo',
      'run.ended outcome=failed text=Processing finished with errors at 2026-11-21 03:30:49 GMT echo',
    ],
  ],
]

test("Veeam's logs and reports say what failed", async (t) => {
  for (const [world, text, expected] of worlds) await t.test(world, () => assert.deepEqual(told(readText([suites], text).events), expected))
})

test('stamps and sentences of others are left alone', () => {
  for (const text of ['[21.11.2026 05:40:12] something', 'Failed to load module x', 'Error: out of paper', '<1> Error  x'])
    assert.equal(readText([suites], text).claimed.length, 0, text)
})
