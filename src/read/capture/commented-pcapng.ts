import type { Comments, Copying } from './commented-copy.ts'
import type { Outlet } from './outlet.ts'
import { CommentOption, padded } from './pcapng-comment.ts'

/** Block types of the pcapng draft; each of these but the section counts as a frame. */
const block = { packet: 2, simplePacket: 3, enhancedPacket: 6, journal: 9, section: 0x0a0d0d0a, custom: 0x0bad, customKept: 0x40000bad } as const
/** Numbered like packets, though they are none. */
const others: readonly number[] = [block.journal, block.custom, block.customKept]
/** Shorter ones cannot be closed (draft section 3.1). */
const shortest = 12
/** A packet holds a quarter of a megabyte at most; a block of secrets or of one's own may hold more. */
const longest = 64 * 1024 * 1024

/** Copies the blocks of a pcapng file as they are, but for the comments that some get. */
export class CommentedPcapng implements Copying {
  readonly #out: Outlet
  readonly #comments: Comments
  #little = true
  #sections = 0
  needed = shortest
  damage: string | undefined

  constructor(out: Outlet, comments: Comments) {
    this.#out = out
    this.#comments = comments
  }

  copy(bytes: Uint8Array, view: DataView, start: number): number {
    let at = start
    let from = start
    const asIs = (): void => {
      if (at > from) this.#out.put(bytes.subarray(from, at))
    }
    for (;;) {
      const total = this.#lengthAt(bytes, view, at)
      if (total === 0) {
        asIs()
        return at
      }
      const type = view.getUint32(at, this.#little)
      const isFrame = type === block.enhancedPacket || type === block.packet || type === block.simplePacket || others.includes(type)
      if (isFrame && !this.#comments.wantsMore()) {
        asIs()
        return at
      }
      const comment = isFrame
        ? this.#comments.take()
        : type === block.section && this.#sections++ === 0
          ? new CommentOption(this.#comments.ofSection)
          : undefined
      const optionsAt = comment === undefined || comment.bytes === 0 ? undefined : this.#optionsAt(view, at, total, type)
      if (comment !== undefined && comment.bytes > 0 && optionsAt === undefined) this.#comments.unplaced += 1
      if (comment !== undefined && optionsAt !== undefined) {
        asIs()
        this.#withComment(bytes.subarray(at, at + total), optionsAt, comment, type)
        from = at + total
      }
      at += total
    }
  }

  /** Of the whole block; 0 when it is not all there, or damaged. */
  #lengthAt(bytes: Uint8Array, view: DataView, at: number): number {
    if (bytes.length - at < shortest) return this.#want(shortest)
    if (view.getUint32(at) === block.section) {
      const mark = view.getUint32(at + 8)
      if (mark !== 0x1a2b3c4d && mark !== 0x4d3c2b1a) return this.#damaged('a section of unknown byte order')
      this.#little = mark === 0x4d3c2b1a
    }
    const total = padded(view.getUint32(at + 4, this.#little))
    if (total < shortest || total > longest) return this.#damaged('a block of impossible length')
    return bytes.length - at < total ? this.#want(total) : total
  }

  /** Where a block's options begin, counted from its own beginning; undefined where it cannot have any, or contradicts itself. */
  #optionsAt(view: DataView, at: number, total: number, type: number): number | undefined {
    if (view.getUint32(at + 4, this.#little) !== total) return undefined
    const optionsAt =
      type === block.section ? 24 : type === block.enhancedPacket || type === block.packet ? 28 + padded(view.getUint32(at + 20, this.#little)) : -1
    return optionsAt > 0 && optionsAt <= total - 4 ? optionsAt : undefined
  }

  /** The comment goes in front of the options that are there; where there are none, their end is marked. */
  #withComment(whole: Uint8Array, optionsAt: number, comment: CommentOption, type: number): void {
    const out = this.#out
    const little = this.#little
    const options = whole.subarray(optionsAt, whole.length - 4)
    const total = whole.length + comment.bytes + (options.length === 0 ? 4 : 0)
    out.u32(type, little)
    out.u32(total, little)
    if (type === block.section) {
      out.put(whole.subarray(8, 16))
      // The section grows by as much as its packets' comments, so its length is left open.
      out.u32(0xffff_ffff, little)
      out.u32(0xffff_ffff, little)
    } else out.put(whole.subarray(8, optionsAt))
    comment.write(out, little)
    if (options.length === 0) out.u32(0, little)
    else out.put(options)
    out.u32(total, little)
  }

  #want(bytes: number): 0 {
    this.needed = bytes
    return 0
  }

  #damaged(what: string): 0 {
    this.damage = what
    return 0
  }
}
