import type { EventOf, Evidence } from '../model/index.ts'

/** Text that got into a protocol stream, as far as it can be made out, and who writes such text. */
export interface Pollution {
  /** What stood in the stream, readable. */
  readonly text: string
  /** The number it was taken for, where only that is logged. */
  readonly decodedFrom?: number
  /** Who writes it, as the rest of the sentence "… was written by". */
  readonly writer?: string
}

/**
 * Known beginnings. Four bytes are often all there is, since rsync reads its protocol version as a 4-byte little-endian number
 * and Amanda the size of a packet as a 4-byte big-endian one.
 */
const writers: readonly (readonly [RegExp, string])[] = [
  [/^\[sud|\[sudo\]|sudo: /i, 'sudo, which asks for a password'],
  [/^(?:We t|We trust you have received)/, "sudo's first-use lecture"],
  [/^SSH-/, 'an SSH server: the wrong port was called'],
  [/^(?:HTTP|<!DO|<htm|<HTM|GET |POST)/i, 'a web server or proxy: the wrong port was called'],
  [/^(?:220[ -]|EHLO|HELO)/, 'a mail or FTP server: the wrong port was called'],
  [/^\\x16\\x03/, 'a TLS peer: one end speaks TLS and the other does not'],
  [/^(?:stty|tput|tset|mesg|tabs)\b|is not a tty|Inappropriate ioctl/i, 'a terminal command in a start-up file of the remote shell'],
  [/^(?:bash|-bas|zsh:|ksh:|csh:|tcsh|sh: |\/bin\/\w*sh)/i, 'the remote shell itself, complaining'],
  [/^(?:Pass|pass)(?:w|word)/, 'a password prompt'],
  [
    /^(?:Welc|Last|You h|\*\*\*|###|===|---|This|NOTI|WARN|Warn|Auth|Unau|Prop|Micr|Linu|Ubun|Debi)/i,
    'a greeting or warning banner of the remote host (motd, issue, or an echo in a shell start-up file)',
  ],
  [/^(?:\\e[[\]]|\[H|\[2J|\[\?)/, 'a terminal control sequence, such as `clear` in a shell start-up file'],
  [/^(?:Coul|Cann|No s|Perm|Fail|Erro|erro|fata)/, 'an error message of the remote host'],
  [/^(?:Port|user|User|doma|logi|Logi|ogin)/, 'a login prompt or log-in notice'],
]

/** Makes out what was written into a stream from a quoted text, or from a number it was read as. */
export function pollution(text: string | undefined, wordOrder: 'little' | 'big' = 'little'): Pollution | undefined {
  const trimmed = visible(text?.trim() ?? '')
  if (trimmed === '') return undefined
  const number = /^(?:0x[0-9a-f]{6,8}|\d{7,10})$/i.test(trimmed) ? Number(trimmed) : undefined
  if (number === undefined) return named(trimmed)
  const orders = wordOrder === 'little' ? (['little', 'big'] as const) : (['big', 'little'] as const)
  const readings = orders.map((order) => decodeWord(number, order)).filter((decoded) => decoded !== undefined)
  const found = readings.map((decoded) => ({ ...named(visible(decoded)), decodedFrom: number }))
  return found.find((one) => one.writer !== undefined) ?? found[0]
}

/** The four bytes of a number as text, when all of them are characters that text has. */
export function decodeWord(value: number, wordOrder: 'little' | 'big'): string | undefined {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) return undefined
  const bytes = [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff)
  const ordered = wordOrder === 'big' ? bytes : bytes.toReversed()
  const isText = ordered.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1b)
  return isText ? String.fromCharCode(...ordered) : undefined
}

/** Control characters are what gives a terminal or a TLS peer away, so they are shown as a programmer writes them. */
function visible(text: string): string {
  const written: Readonly<Record<string, string>> = { '\u001b': '\\e', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return Array.from(text, (char) => written[char] ?? (char < ' ' ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char)).join('')
}

function named(text: string): Pollution {
  const writer = writers.find(([pattern]) => pattern.test(text.trimStart()))?.[1]
  return { text, ...(writer === undefined ? {} : { writer }) }
}

/** The first of the polluting texts that can be made out, one with a known writer before others. */
export function polluterOf(evidence: Evidence): Pollution | undefined {
  const found = evidence.of('stream.polluted').flatMap((event) => {
    const one = pollution(textOf(event), event.system === 'amanda' ? 'big' : 'little')
    return one === undefined ? [] : [one]
  })
  return found.find((one) => one.writer !== undefined) ?? found[0]
}

/** Amanda quotes what it took for a packet's size; some releases print the text behind it. */
function textOf({ text }: EventOf<'stream.polluted'>): string | undefined {
  const quoted = /invalid size:? *"?([^"]{1,200}?)"?\]?$/.exec(text ?? '')
  return quoted?.[1] ?? (text?.startsWith('tcpm_recv_token') === true ? undefined : text)
}
