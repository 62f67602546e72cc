import { isUtf8 } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader } from 'yauzl'
import { decompressed } from './decompress.ts'
import type { Budget } from './limits.ts'
import type { Member } from './member.ts'
import { PassedOver } from './passed-over.ts'
import { Pull } from './pull.ts'
import { type RandomAccess, range } from './random-access.ts'
import { deflated, looseZipMembers, stored } from './zip-loose.ts'
import { loss, type Note, remark } from '../note.ts'

/** Upper half of the attributes that Unix archivers write: the file's mode, whose type bits say link. */
const typeBits = 0o170000
const linkType = 0o120000

/** Directory and members' headers are read in turn, 46 and 30 bytes at a time; a block this long costs little when it is thrown away unread. */
const readAheadBytes = 16 * 1024

/** bzip2, zstd and xz inside a zip stand there as in a file of their own, and are recognised as one (APPNOTE 6.3.10, section 4.4.5). */
const recognisedLater: readonly number[] = [stored, 12, 93, 95]

/** The files that a zip's directory lists; where the directory is damaged or missing, those that the members' own headers show. */
export async function* zipMembers(access: RandomAccess, notes: Note[], budget: Budget): AsyncGenerator<Member, void> {
  const passed = new PassedOver()
  let readTo = 0
  try {
    const zip = await fromRandomAccessReaderPromise(new Reader(access), access.bytes, { decodeStrings: false, validateEntrySizes: false })
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry)
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
      readTo = Math.max(readTo, fileDataStart + entry.compressedSize)
      const why = reasonToPass(entry)
      if (why !== undefined) passed.add(why, name)
      else if (!name.endsWith('/')) yield member(entry, { name, start: fileDataStart, access, budget })
    }
  } catch (error) {
    notes.push(loss(`its directory is cut or damaged (${error instanceof Error ? error.message : String(error)}): read by the members' own headers`))
    yield* looseZipMembers(new Pull(range(access, readTo, access.bytes - readTo)), notes, budget)
  }
  notes.push(...passed.notes())
}

/** Info-ZIP in a plain locale writes UTF-8 without saying so; the standard's default is the IBM PC's character set. */
function nameOf(entry: Entry): string {
  if (isUtf8(entry.fileNameRaw)) return entry.fileNameRaw.toString()
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
}

function reasonToPass(entry: Entry): Note | undefined {
  if (entry.isEncrypted()) return loss('encrypted members of the archive, not read; unpack it with its password first')
  if ((entry.versionMadeBy >> 8 === 3 || entry.versionMadeBy >> 8 === 19) && ((entry.externalFileAttributes >>> 16) & typeBits) === linkType) {
    return remark('symbolic links inside the archive, not followed')
  }
  if (entry.compressionMethod === deflated || recognisedLater.includes(entry.compressionMethod)) return undefined
  return loss(`members of the archive packed in a way this version does not read (zip method ${entry.compressionMethod}); unpack it first`)
}

function member(entry: Entry, at: { readonly name: string; readonly start: number; readonly access: RandomAccess; readonly budget: Budget }): Member {
  const notes: Note[] = []
  const raw = range(at.access, at.start, entry.compressedSize)
  const bytes = entry.compressionMethod === deflated ? decompressed('deflate', new Pull(raw), notes, at.budget) : counted(raw, notes, at.budget)
  const modifiedMs = entry.getLastModDate({ timezone: 'UTC' }).getTime()
  const checksum = entry.compressionMethod === deflated || entry.compressionMethod === stored ? entry.crc32 : undefined
  return { name: at.name, ...(modifiedMs > 0 ? { modifiedMs } : {}), bytes: checked(bytes, { checksum, bytes: entry.uncompressedSize }, notes), notes }
}

/** A directory can list the same stored bytes a hundred thousand times. */
async function* counted(bytes: AsyncIterable<Uint8Array>, notes: Note[], budget: Budget): AsyncGenerator<Uint8Array, void> {
  for await (const piece of bytes) {
    const why = budget.spend(piece.length)
    if (why !== undefined) return void notes.push(why)
    yield piece
  }
}

/** Says when the bytes are not those that were packed. */
async function* checked(
  bytes: AsyncIterable<Uint8Array>,
  expected: { readonly checksum: number | undefined; readonly bytes: number },
  notes: Note[],
): AsyncGenerator<Uint8Array, void> {
  let sum = 0
  let length = 0
  for await (const piece of bytes) {
    sum = crc32(piece, sum)
    length += piece.length
    yield piece
  }
  // What is cut or stopped has its own note already.
  if (notes.length > 0 || expected.checksum === undefined) return
  if (length < expected.bytes) notes.push(loss(`cut: the archive holds ${length} of its ${expected.bytes} bytes`))
  else if (sum !== expected.checksum) notes.push(loss('damaged: its checksum is wrong, so some of what was read may be too'))
}

/** yauzl asks for a few bytes at a time, the directory entry by entry: answered from one block read ahead. */
class Reader extends RandomAccessReader {
  readonly #access: RandomAccess
  #block: Uint8Array = new Uint8Array(0)
  #start = 0

  constructor(access: RandomAccess) {
    super()
    this.#access = access
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    if (position < this.#start || position + length > this.#start + this.#block.length) {
      this.#block = this.#access.readAt(position, Math.max(length, Math.min(readAheadBytes, this.#access.bytes - position)))
      this.#start = position
    }
    const from = position - this.#start
    buffer.set(this.#block.subarray(from, from + length), offset)
    callback(from + length > this.#block.length ? new Error('it ends early') : null)
  }
}
