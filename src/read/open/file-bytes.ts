import type { FileTrouble, OpenFile } from '../../platform/files.ts'
import type { DirectBytes } from './opened.ts'
import { chunkBytes } from './random-access.ts'
import { type Stored, storedLater } from './tally.ts'
import { loss, type Note, remark } from '../note.ts'

/** What was there when it was opened: a log that grows faster than it is read has no end. */
export async function* fileBytes(file: OpenFile, notes: Note[]): AsyncGenerator<Uint8Array, void> {
  const { bytes } = file.facts
  if (bytes === 0) return yield* unsizedBytes(file, notes)
  let position = 0
  while (position < bytes) {
    const piece = file.readAt(position, Math.min(chunkBytes, bytes - position))
    if (!(piece instanceof Uint8Array)) return void notes.push(loss(`reading stopped at byte ${position}: ${piece.text}`))
    if (piece.length === 0) return void notes.push(loss(`it shrank while it was read: ${position} of ${bytes} bytes were there`))
    position += piece.length
    yield piece
  }
  const now = file.factsNow()
  if (now.kind === 'file' && now.bytes > bytes) notes.push(remark(`it grew while it was read: the first ${bytes} of ${now.bytes} bytes were read`))
}

/** The file read into memory of the caller; `handOver` is told how to know its digest then. */
export function directBytes(file: OpenFile, notes: Note[], digestIsWanted: boolean): (handOver: (total: () => Stored) => void) => DirectBytes {
  const { bytes } = file.facts
  // A file that grows is read as far as it went when it was opened.
  const within = (target: Uint8Array, position: number): Uint8Array =>
    position + target.length > bytes ? target.subarray(0, Math.max(0, bytes - position)) : target
  const counted = (got: number | FileTrouble, position: number): number => {
    if (typeof got === 'number' && (got > 0 || position >= bytes)) return got
    const why =
      typeof got === 'number' ? `it shrank while it was read: ${position} of ${bytes} bytes were there` : `reading stopped at byte ${position}: ${got.text}`
    notes.push(loss(why))
    return 0
  }
  return (handOver) => ({
    bytes,
    begin: () => {
      const digest = file.digestLater(bytes, digestIsWanted)
      handOver(() => storedLater(digest, bytes))
    },
    readInto: (target, position) => counted(file.readInto(within(target, position), position), position),
  })
}

/** Files below /proc say that they hold nothing and hold something. */
async function* unsizedBytes(file: OpenFile, notes: Note[]): AsyncGenerator<Uint8Array, void> {
  for (let position = 0; ; ) {
    const piece = file.readAt(position, chunkBytes)
    if (!(piece instanceof Uint8Array)) return void notes.push(loss(`reading stopped at byte ${position}: ${piece.text}`))
    if (piece.length === 0) break
    position += piece.length
    yield piece
  }
}
