import { CommentedPcap } from './commented-pcap.ts'
import { CommentedPcapng } from './commented-pcapng.ts'
import { Outlet } from './outlet.ts'
import { pcapFormat } from './pcap.ts'
import { CommentOption } from './pcapng-comment.ts'

/** What is to be said in a copy of a capture. */
export interface Annotation {
  /** About the capture as a whole. */
  readonly ofSection: string
  /** By frame number. */
  readonly ofFrames: ReadonlyMap<number, string>
  /** The copy ends after so many frames: a capture that still grows is copied as far as it was read. */
  readonly frames: number
}

/** What became of a copy. */
export interface CopyResult {
  readonly frames: number
  readonly commented: number
  /** Comments on frames whose blocks carry no options, or contradict themselves. */
  readonly unplaced: number
  /** The capture ended within a unit, which is left out, or is damaged from there on. */
  readonly cut?: string
}

/** Copies one capture format; gives the offset of the first unit that is not all there. */
export interface Copying {
  copy(bytes: Uint8Array, view: DataView, at: number): number
  /** Bytes that the unit at which `copy` stopped has, as far as is known. */
  readonly needed: number
  readonly damage: string | undefined
}

/** Counts the frames and hands out their comments. */
export class Comments {
  readonly #annotation: Annotation
  frames = 0
  commented = 0
  unplaced = 0
  /** A frame beyond those wanted was met. */
  full = false

  constructor(annotation: Annotation) {
    this.#annotation = annotation
  }

  get ofSection(): string {
    return this.#annotation.ofSection
  }

  /** Whether a frame that is all there is to be copied. */
  wantsMore(): boolean {
    this.full = this.frames >= this.#annotation.frames
    return !this.full
  }

  /** The comment of the next frame. */
  take(): CommentOption | undefined {
    this.frames += 1
    const text = this.#annotation.ofFrames.get(this.frames)
    if (text === undefined) return undefined
    this.commented += 1
    return new CommentOption(text)
  }
}

/** The pcap file header; a section's first words. */
const headBytes = 24

/** Writes a capture, arriving in chunks of any size, as pcapng with comments; packets and times stay as they are, in memory for one chunk and one packet. */
export class CommentedCopy {
  readonly #comments: Comments
  readonly #out: Outlet
  #copying: Copying | undefined
  #held: Uint8Array[] = []
  #heldBytes = 0

  constructor(annotation: Annotation, write: (bytes: Uint8Array) => void) {
    this.#comments = new Comments(annotation)
    this.#out = new Outlet(write)
  }

  feed(chunk: Uint8Array): void {
    if (this.#copying?.damage !== undefined || this.#comments.full) return
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes < (this.#copying?.needed ?? headBytes)) {
      // The memory of a chunk may be used again, and what `slice` gives of a Buffer shares it.
      this.#held.splice(-1, 1, new Uint8Array(chunk))
      return
    }
    const [first = chunk, ...others] = this.#held
    const bytes = others.length === 0 ? first : joined(this.#held, this.#heldBytes)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const opened = this.#copying ?? this.#open(view)
    const at = opened.copy(bytes, view, this.#copying === undefined && opened instanceof CommentedPcap ? headBytes : 0)
    this.#copying = opened
    this.#held = at < bytes.length ? [new Uint8Array(bytes.subarray(at))] : []
    this.#heldBytes = bytes.length - at
  }

  end(): CopyResult {
    this.#out.flush()
    const { frames, commented, unplaced } = this.#comments
    const counts = { frames, commented: commented - unplaced, unplaced }
    if (this.#comments.full) return { ...counts, cut: `it has grown since it was read: ${frames} frames are copied` }
    const damage = this.#copying?.damage
    if (damage !== undefined) return { ...counts, cut: `damaged (${damage}): copied as far as frame ${frames}` }
    return this.#heldBytes > 0 ? { ...counts, cut: `it ends inside a frame, which is left out: ${frames} are copied` } : counts
  }

  #open(view: DataView): Copying {
    const format = pcapFormat(view)
    if (format === undefined) return new CommentedPcapng(this.#out, this.#comments)
    return new CommentedPcap(this.#out, this.#comments, format, view.getUint32(20, format.littleEndian))
  }
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
