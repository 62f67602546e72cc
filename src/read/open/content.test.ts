import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import { inPieces } from '../../../test/support/evidence.ts'
import { type Note, remark } from '../note.ts'
import { contentOf, textOf } from './content.ts'
import { isCapture } from './looks-like.ts'

/** The text, or why it is none; read to the end either way. */
async function read(bytes: Uint8Array, pieceBytes = 50_000): Promise<{ readonly text: string } | { readonly reason: Note; readonly bytes: number }> {
  const content = await contentOf(inPieces(bytes, pieceBytes))
  if (content.kind === 'text') {
    let text = ''
    for await (const piece of content.text) text += piece
    return { text }
  }
  let count = 0
  for await (const piece of content.rest) count += piece.length
  return { reason: content.kind === 'capture' ? remark('a packet capture') : content.reason, bytes: count }
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le')
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
const amanda = '1790000000.123456: thd-0x55d5: sendbackup: time 301.700: mesg read: Connection reset by peer\n'
const ss = 'ESTAB 0 0 10.0.0.1:873 10.0.0.2:40000 \0 \x01 timer:(keepalive,119min,0)\n'

const texts: readonly (readonly [world: string, bytes: Uint8Array, text: string])[] = [
  ['nothing', Buffer.alloc(0), ''],
  ['one byte', latin1('x'), 'x'],
  ['ASCII with CRLF', latin1('a\r\nb\r\n'), 'a\r\nb\r\n'],
  ['UTF-8', Buffer.from('Grüße → 東京 😀\n'), 'Grüße → 東京 😀\n'],
  ['UTF-8 with a mark in front', Buffer.from('\uFEFFtext\n'), 'text\n'],
  ['UTF-16LE with a mark', utf16le('\uFEFFstatus 25\r\n'), 'status 25\r\n'],
  ['UTF-16BE with a mark', utf16be('\uFEFFstatus 25\r\n'), 'status 25\r\n'],
  ['UTF-16LE without', utf16le('status 25: cannot connect\r\n'), 'status 25: cannot connect\r\n'],
  ['UTF-16BE without', utf16be('status 25: cannot connect\r\n'), 'status 25: cannot connect\r\n'],
  ['UTF-16 with some other alphabet in it', utf16le('\uFEFFServer Zürich 東京\r\n'), 'Server Zürich 東京\r\n'],
  ['UTF-16 cut within a character', utf16le('status 25\r\n').subarray(0, 21), 'status 25\r\uFFFD'],
  ['Windows-1252', latin1('Zeitüberschreitung \x96 Verbindung abgebrochen\n'), 'Zeitüberschreitung – Verbindung abgebrochen\n'],
  ['UTF-8 with one file name in Latin-1', Buffer.concat([Buffer.from('Grüße Grüße '), latin1('caf\xe9\n')]), 'Grüße Grüße caf\uFFFD\n'],
  ['a bad byte long after the beginning', Buffer.concat([latin1('x\n'.repeat(40_000)), Buffer.from([0xff])]), `${'x\n'.repeat(40_000)}\uFFFD`],
  ['an Amanda log', latin1(amanda.repeat(50)), amanda.repeat(50)],
  ['an ss log with odd bytes', latin1(ss.repeat(20)), ss.repeat(20)],
  ['an rsync log with octal escapes', latin1('rsync: "caf\\#303\\#251" vanished\n'), 'rsync: "caf\\#303\\#251" vanished\n'],
  ['names with zeros between', latin1('home/a.txt\0home/b.txt\0'), 'home/a.txt\0home/b.txt\0'],
  ['a hole in front, as a rotation leaves it', Buffer.concat([Buffer.alloc(100_000), latin1('text\n')]), `${'\0'.repeat(100_000)}text\n`],
  ['a progress display in colour', latin1('\x1b[32m 10%\b\b\b 20%\x1b[0m\r'), '\x1b[32m 10%\b\b\b 20%\x1b[0m\r'],
  ['a word that begins like a program', latin1('MZ-backup finished\n'), 'MZ-backup finished\n'],
]

for (const [world, bytes, text] of texts) {
  test(`text: ${world}, in pieces of any size`, async () => {
    for (const size of [1, 3, 50_000]) if (size > 1 || bytes.length < 50_000) assert.deepEqual(await read(bytes, size), { text })
    assert.deepEqual(textOf(bytes), { text })
  })
}

const binaries: readonly (readonly [world: string, bytes: Uint8Array, reason: RegExp, lost?: 'lost'])[] = [
  ['a capture, little-endian', latin1('\xd4\xc3\xb2\xa1\x02\0\x04\0'), /^a packet capture$/],
  ['a capture with nanoseconds, big-endian', latin1('\xa1\xb2\x3c\x4d\0\x02\0\x04'), /^a packet capture$/],
  ['a pcapng capture', latin1('\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a'), /^a packet capture$/],
  ['a program', latin1('\x7fELF\x02\x01\x01'), /^a program, library or core dump/],
  ['a Windows program', latin1('MZ\x90\0\x03\0\0\0'), /^a Windows program/],
  ['a database', latin1('SQLite format 3\0'), /^an SQLite database/],
  ['a picture of a terminal', latin1('\x89PNG\r\n\x1a\n'), /^an image.*give the text it shows/, 'lost'],
  ['a journal', latin1('LPKSHHRH\0\0'), /^a systemd journal.*journalctl --file/, 'lost'],
  ['random bytes', randomBytes(5_000), /^not text/],
  ['small numbers, two bytes each', Buffer.from(Uint16Array.from({ length: 500 }, (_, index) => index % 20).buffer), /^not text/],
]

for (const [world, bytes, reason, lost] of binaries) {
  test(`no text: ${world}${lost === undefined ? '' : ', and what it tells is lost'}`, async () => {
    const found = await read(bytes)
    assert.ok('reason' in found)
    assert.match(found.reason.text, reason)
    assert.equal(found.reason.lost, lost !== undefined)
    assert.equal(found.bytes, bytes.length)
  })
}

test('any bytes in any pieces end, in one way or the other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.integer({ min: 1, max: 700 }), async (bytes, size) => {
      const found = await read(bytes, size)
      if ('bytes' in found) assert.equal(found.bytes, bytes.length)
      if (!isCapture(bytes)) assert.deepEqual(textOf(bytes), 'bytes' in found ? { reason: found.reason } : found)
      // The pieces it comes in make no difference.
      assert.deepEqual(found, await read(bytes))
    }),
    { numRuns: 1_000, verbose: true },
  )
})
