import { begins } from './magic.ts'
import { loss, type Note, remark } from '../note.ts'

/**
 * What a file of no use to a reader is, by its first bytes, as one line for the user; undefined when they may be text.
 * What can be given in another form, such as a journal, may tell of failures: they are lost. Other binary data tells of none.
 */
export function looksLike(head: Uint8Array): Note | undefined {
  if (!firstBytes.has(head[0])) return undefined
  const found = signatures.find(({ bytes }) => begins(head, ...bytes))
  if (found !== undefined) return found.instead === undefined ? remark(`${found.what}: ${notRead}`) : loss(`${found.what}: ${notRead}; ${found.instead}`)
  // "MZ" alone may begin a word; an executable's header is full of zeros.
  return begins(head, ...executable) && head.subarray(0, 64).includes(0) ? remark(`a Windows program or library: ${notRead}`) : undefined
}

const notRead = 'not read by this version'

/** Whether they begin a packet capture: pcap with microseconds or nanoseconds or of old patched kernels, in both byte orders (pcap-savefile(5)), or pcapng (its draft, section 4.1). */
export function isCapture(head: Uint8Array): boolean {
  return captureFirst.has(head[0]) && captureMagics.some((magic) => begins(head, ...magic))
}

const captureMagics: readonly (readonly number[])[] = [
  [0xd4, 0xc3, 0xb2, 0xa1],
  [0xa1, 0xb2, 0xc3, 0xd4],
  [0x4d, 0x3c, 0xb2, 0xa1],
  [0xa1, 0xb2, 0x3c, 0x4d],
  [0x34, 0xcd, 0xb2, 0xa1],
  [0xa1, 0xb2, 0xcd, 0x34],
  [0x0a, 0x0d, 0x0d, 0x0a],
]

const captureFirst: ReadonlySet<number | undefined> = new Set(captureMagics.map(([first]) => first))

interface Signature {
  readonly bytes: readonly number[]
  readonly what: string
  readonly instead?: string
}

/** Magic numbers: snoop from RFC 1761, the others from file(1). */
const signatures: readonly Signature[] = [
  { bytes: ascii('snoop\0\0\0'), what: 'a packet capture (snoop)', instead: 'convert it (editcap FILE OUT.pcapng)' },
  { bytes: ascii('LPKSHHRH'), what: 'a systemd journal', instead: 'give the text of journalctl --file FILE --output short-iso-precise' },
  { bytes: ascii('ElfFile\0'), what: 'a Windows event log', instead: 'give the text of wevtutil qe FILE /lf /f:text' },
  { bytes: ascii('\x7fELF'), what: 'a program, library or core dump' },
  { bytes: ascii('SQLite format 3\0'), what: 'an SQLite database' },
  { bytes: ascii('%PDF-'), what: 'a PDF document', instead: 'give its text (pdftotext FILE)' },
  { bytes: ascii('\x89PNG\r\n'), what: 'an image', instead: 'give the text it shows' },
  { bytes: [0xff, 0xd8, 0xff], what: 'an image', instead: 'give the text it shows' },
  { bytes: ascii('GIF8'), what: 'an image', instead: 'give the text it shows' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], what: 'a Microsoft Office document or Outlook message', instead: 'save it as text' },
  { bytes: ascii('7z\xbc\xaf\x27\x1c'), what: 'a 7-Zip archive', instead: 'unpack it and give its folder' },
  { bytes: ascii('Rar!\x1a\x07'), what: 'a RAR archive', instead: 'unpack it and give its folder' },
  { bytes: [0x04, 0x22, 0x4d, 0x18], what: 'packed with lz4', instead: 'unpack it first (lz4 -d)' },
  { bytes: ascii('\x89LZO\0'), what: 'packed with lzop', instead: 'unpack it first (lzop -d)' },
  { bytes: [0x1f, 0x9d], what: 'packed with compress', instead: 'unpack it first (gzip -d)' },
]

const executable = ascii('MZ')

/** Most files begin with none of these. */
const firstBytes: ReadonlySet<number | undefined> = new Set([executable[0], ...signatures.map(({ bytes }) => bytes[0])])

function ascii(text: string): readonly number[] {
  return [...Buffer.from(text, 'latin1')]
}
