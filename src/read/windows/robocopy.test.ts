import assert from 'node:assert/strict'
import test from 'node:test'
import { readText, told } from '../generic/read-text.ts'
import { robocopy } from './robocopy.ts'

const at = '2026/05/26 02:10:07 ERROR'

const texts: readonly (readonly [world: string, text: string, expected: readonly string[]])[] = [
  [
    'the server of the share is away',
    `${at} 64 (0x00000040) Copying File E:\\data\\a.bin\nThe specified network name is no longer available.\n`,
    ['mount.failed path=E:\\data\\a.bin specific'],
  ],
  [
    'the sentence about it, joined to its line',
    `${at} 121 (0x00000079) Copying File E:\\data\\a.bin\nThe semaphore timeout period has expired.\nWaiting 30 seconds... Retrying...`,
    ['mount.failed path=E:\\data\\a.bin specific'],
  ],
  [
    'the snapshot it reads from went away',
    `${at} 53 (0x00000035) Accessing Source Directory \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7\\data\\\nThe network path was not found.\n`,
    ['source.failed path=\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7\\data\\ reason=other specific'],
  ],
  [
    'a file is open elsewhere',
    `${at} 32 (0x00000020) Copying File E:\\data\\b.pst\nThe process cannot access the file.\n`,
    ['source.failed path=E:\\data\\b.pst partial=true reason=other specific'],
  ],
  ['the destination is full', `${at} 112 (0x00000070) Copying File E:\\data\\c.vhd\n`, ['storage.full quota=false path=E:\\data\\c.vhd specific']],
  [
    'the destination refuses',
    `${at} 5 (0x00000005) Creating Destination Directory F:\\copy\\\n`,
    ['media.failed medium=destination detail=Creating Destination Directory F:\\copy\\ failed with error 5 specific'],
  ],
  [
    'a retry copied the file after all',
    `${at} 64 (0x00000040) Copying File E:\\data\\a.bin\nThe specified network name is no longer available.\n   Files :         2         2         0         0         0         0\n`,
    ['run.ended outcome=completed text=Files :         2         2         0         0         0         0'],
  ],
  [
    'a file is among the failed',
    `${at} 64 (0x00000040) Copying File E:\\data\\a.bin\n   Files :         2         1         0         0         1         0\n`,
    ['mount.failed path=E:\\data\\a.bin specific', 'run.ended outcome=failed text=Files :         2         1         0         0         1         0 echo'],
  ],
  [
    'a folder could not be read, whatever became of the files',
    `${at} 5 (0x00000005) Accessing Source Directory E:\\data\\\n   Files :         2         2         0         0         0         0\n`,
    [
      'source.failed path=E:\\data\\ reason=permission specific',
      'run.ended outcome=failed text=Files :         2         2         0         0         0         0 echo',
    ],
  ],
  ['in German', '2026/05/26 02:10:07 FEHLER 112 (0x00000070) Datei wird kopiert E:\\data\\c.vhd\n', ['storage.full quota=false path=E:\\data\\c.vhd specific']],
  ['an error without a path says nothing here', 'ERROR 53 (0x00000035) was seen\n', []],
]

for (const [world, text, expected] of texts) {
  test(`robocopy: ${world}`, () => {
    assert.deepEqual(told(readText([robocopy], text).events), expected)
  })
}
