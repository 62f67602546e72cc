import { decompressed } from './decompress.ts'
import type { Budget } from './limits.ts'
import type { Member } from './member.ts'
import { PassedOver } from './passed-over.ts'
import { Pull } from './pull.ts'
import { loss, type Note } from '../note.ts'

/** zip's compression methods (APPNOTE 6.3.10, section 4.4.5). */
export const stored = 0
export const deflated = 8

const localHeaderBytes = 30
const encrypted = 0x1
/** The sizes stand behind the data, because the archive was written to a stream. */
const sizesFollow = 0x8

interface LocalHeader {
  readonly flags: number
  readonly method: number
  readonly bytes: number
  readonly name: string
}

/** The files of a zip in one pass, by the header in front of each: for archives without their directory, or too long to hold. */
export async function* looseZipMembers(input: Pull, notes: Note[], budget: Budget): AsyncGenerator<Member, void> {
  const passed = new PassedOver()
  while (await skipToMember(input)) {
    const header = await localHeader(input)
    if (header === undefined) {
      notes.push(loss('the archive is cut inside a header: what follows is lost'))
      break
    }
    const memberNotes: Note[] = []
    const known = (header.flags & sizesFollow) === 0 || header.bytes > 0
    const reason = reasonToPass(header, known)
    if (reason !== undefined) {
      passed.add(reason, header.name)
      if (known) await input.skip(header.bytes)
      continue
    }
    const end = input.position + header.bytes
    const bytes = known ? upTo(input, end, header, { notes: memberNotes, budget }) : decompressed('deflate', input, memberNotes, budget)
    if (!header.name.endsWith('/')) yield { name: header.name, bytes, notes: memberNotes }
    if (known) await input.skip(end - input.position)
    else for await (const _ of bytes); // The end of the packed data is where the next header begins.
  }
  notes.push(...passed.notes())
}

function reasonToPass(header: LocalHeader, known: boolean): Note | undefined {
  if ((header.flags & encrypted) !== 0) return loss('encrypted members of the archive, not read; unpack it with its password first')
  if (header.method === deflated || (header.method === stored && known)) return undefined
  return loss(`members of the archive packed in a way this version does not read (zip method ${header.method}); unpack it first`)
}

async function* upTo(input: Pull, end: number, header: LocalHeader, at: { readonly notes: Note[]; readonly budget: Budget }): AsyncGenerator<Uint8Array, void> {
  const raw = pieces(input, end)
  yield* header.method === deflated ? decompressed('deflate', new Pull(raw), at.notes, at.budget) : raw
  if (header.method === stored && input.position < end)
    at.notes.push(loss(`cut: the archive holds ${header.bytes - (end - input.position)} of its ${header.bytes} bytes`))
}

async function* pieces(input: Pull, end: number): AsyncGenerator<Uint8Array, void> {
  while (input.position < end) {
    const piece = await input.next(end - input.position)
    if (piece === undefined) return
    yield piece
  }
}

/** Whether another member begins further on. Passes over data descriptors, the directory and damaged parts. */
async function skipToMember(input: Pull): Promise<boolean> {
  for (;;) {
    const ahead = bufferOn(await input.peek(4))
    if (ahead.length < 4) return false
    const at = ahead.indexOf('PK\x03\x04', 0, 'latin1')
    await input.skip(at >= 0 ? at : ahead.length - 3)
    if (at >= 0) return true
  }
}

async function localHeader(input: Pull): Promise<LocalHeader | undefined> {
  const fixed = bufferOn(await input.take(localHeaderBytes))
  if (fixed.length < localHeaderBytes) return undefined
  const [nameBytes, extraBytes] = [fixed.readUInt16LE(26), fixed.readUInt16LE(28)]
  const variable = bufferOn(await input.take(nameBytes + extraBytes))
  if (variable.length < nameBytes + extraBytes) return undefined
  const bytes = fixed.readUInt32LE(18)
  return {
    flags: fixed.readUInt16LE(6),
    method: fixed.readUInt16LE(8),
    bytes: bytes === 0xffffffff ? longSize(variable.subarray(nameBytes)) : bytes,
    name: variable.toString('utf8', 0, nameBytes),
  }
}

/** The same bytes, not a copy. */
function bufferOn(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Zip64 (APPNOTE 4.5.3): field 1 holds the unpacked and then the packed size in 8 bytes each. */
function longSize(extra: Buffer): number {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1 && at + 20 <= extra.length) return Number(extra.readBigUInt64LE(at + 12))
  }
  return 0
}
