/** tar's unit: headers and data fill whole blocks (POSIX.1-2024, pax, ustar interchange format). */
export const tarBlockBytes = 512

/** One header as it stands; long names and pax records come from blocks before it. */
export interface TarHeader {
  readonly name: string
  readonly bytes: number
  /** Seconds since 1970. */
  readonly modifiedS: number
  /** The type flag: `0` a file, `2` a symbolic link, `x` pax records for the next header. */
  readonly type: string
  /** GNU sparse: more blocks of the sparse map follow this one. */
  readonly mapGoesOn: boolean
}

/** What pax records or a GNU long name say about the next member. */
export interface TarExtra {
  readonly name?: string
  readonly bytes?: number
  readonly modifiedS?: number
  readonly sparse?: boolean
}

const spaces = 8 * 0x20

/** Whether a block is a header by its own checksum; a block of zeros is not. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < tarBlockBytes || block[0] === 0 || !mayBeginNumber(block[148]) || Number.isNaN(number(block, 124, 12))) return false
  const told = number(block, 148, 8)
  let sum = spaces
  for (let index = 0; index < tarBlockBytes; index += 1) if (index < 148 || index >= 156) sum += block[index] ?? 0
  return told === sum
}

/** Told at a glance for the many files that are none: an octal digit, what may stand around one, or the mark of base 256. */
function mayBeginNumber(byte = 0): boolean {
  return byte <= 0x20 || (byte >= 0x30 && byte <= 0x37) || byte === 0x80 || byte >= 0xc0
}

/** Reads a block that `isTarHeader` accepted. */
export function tarHeader(block: Uint8Array): TarHeader {
  const type = String.fromCharCode(block[156] ?? 0)
  // Only POSIX archives split a long name; GNU ones keep other things where the prefix would be.
  const posix = text(block, 257, 6) === 'ustar' && block[262] === 0
  const prefix = posix ? text(block, 345, 155) : ''
  const name = text(block, 0, 100)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    bytes: Math.max(0, number(block, 124, 12)),
    modifiedS: number(block, 136, 12),
    type: type === '\0' ? '0' : type,
    mapGoesOn: type === 'S' && block[482] === 1,
  }
}

/** Reads pax records: `length key=value\n`, the length counting all of it. A damaged record ends the reading. */
export function paxRecords(data: Uint8Array): TarExtra {
  const records = new Map<string, string>()
  for (let from = 0; from < data.length; ) {
    const length = Number.parseInt(Buffer.from(data.subarray(from, from + 12)).toString('latin1'), 10)
    if (!(length > 4) || from + length > data.length) break
    const record = Buffer.from(data.subarray(from, from + length - 1)).toString()
    const space = record.indexOf(' ')
    const equals = record.indexOf('=')
    if (space < 0 || equals < space) break
    records.set(record.slice(space + 1, equals), record.slice(equals + 1))
    from += length
  }
  const [name, bytes, modified] = [records.get('GNU.sparse.name') ?? records.get('path'), Number(records.get('size')), Number(records.get('mtime'))]
  return {
    ...(name === undefined ? {} : { name }),
    ...(bytes >= 0 ? { bytes } : {}),
    ...(modified > 0 ? { modifiedS: modified } : {}),
    ...([...records.keys()].some((key) => key.startsWith('GNU.sparse.')) ? { sparse: true } : {}),
  }
}

function text(block: Uint8Array, from: number, most: number): string {
  const field = Buffer.from(block.buffer, block.byteOffset + from, most)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? most : end)
}

/** Octal digits, or GNU's base 256 when the first bit is set; NaN when neither. */
function number(block: Uint8Array, from: number, most: number): number {
  const first = block[from] ?? 0
  if (first === 0x80) return block.subarray(from + 1, from + most).reduce((value, byte) => value * 256 + byte, 0)
  const digits = text(block, from, most).trim()
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}
