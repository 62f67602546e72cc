import { int, real } from './cells.ts'

/** Of all flows together; a hole costs 40 bytes. */
const mostHoles = 1 << 16
/** Room at first. */
const fewHoles = 1 << 8
/** Of one direction; a flow with more is beyond telling lost from late. */
export const mostHolesOfOne = 512

/**
 * Byte ranges below a direction's highest that were not seen, as linked lists in order of sequence. Everything else below it was seen,
 * so that a segment lying in no hole has certainly been sent before.
 */
export class Holes {
  from: Float64Array = new Float64Array(fewHoles)
  to: Float64Array = new Float64Array(fewHoles)
  /** When the first later segment came, microseconds, and its timestamp (0 without). */
  since: Float64Array = new Float64Array(fewHoles)
  tsAfter: Int32Array = new Int32Array(fewHoles)
  next: Int32Array = new Int32Array(fewHoles)
  #used = 0
  #free = -1

  /** A new hole at the end of a list; -1 when there is no room. */
  add(last: number, from: number, to: number, since: number, tsAfter: number): number {
    const at = this.#take()
    if (at < 0) return -1
    this.from[at] = from
    this.to[at] = to
    this.since[at] = since
    this.tsAfter[at] = tsAfter
    this.next[at] = -1
    if (last >= 0) this.next[last] = at
    return at
  }

  last(head: number): number {
    let at = head
    for (let next = at; next >= 0; next = int(this.next, next)) at = next
    return at
  }

  /** Takes `[from, to)` out of the holes. Gives the new head, the bytes that were missing, and the oldest hole touched. */
  fill(head: number, from: number, to: number): Filled {
    let newHead = head
    let before = -1
    let missing = 0
    let added = 0
    let since = 0
    let tsAfter = 0
    for (let at = head; at >= 0; ) {
      const next = int(this.next, at)
      const left = real(this.from, at)
      const right = real(this.to, at)
      if (left >= to) break
      if (right > from) {
        if (missing === 0) {
          since = real(this.since, at)
          tsAfter = int(this.tsAfter, at)
        }
        missing += Math.min(right, to) - Math.max(left, from)
        if (left < from && right > to) {
          const rest = this.#take()
          this.to[at] = from
          if (rest >= 0) {
            this.#copy(at, rest, to, right, next)
            this.next[at] = rest
            added += 1
          }
        } else if (left < from) this.to[at] = from
        else if (right > to) this.from[at] = to
        else {
          if (before < 0) newHead = next
          else this.next[before] = next
          this.#give(at)
          added -= 1
          at = next
          continue
        }
      }
      before = at
      at = next
    }
    return { head: newHead, missing, added, since, tsAfter }
  }

  release(head: number): void {
    for (let at = head; at >= 0; ) {
      const next = int(this.next, at)
      this.#give(at)
      at = next
    }
  }

  #copy(from: number, to: number, left: number, right: number, next: number): void {
    this.from[to] = left
    this.to[to] = right
    this.since[to] = real(this.since, from)
    this.tsAfter[to] = int(this.tsAfter, from)
    this.next[to] = next
  }

  #take(): number {
    if (this.#free >= 0) {
      const at = this.#free
      this.#free = int(this.next, at)
      return at
    }
    if (this.#used === this.next.length && this.#used < mostHoles) this.#grow()
    return this.#used < mostHoles ? this.#used++ : -1
  }

  #grow(): void {
    const room = this.next.length * 4
    const reals = (before: Float64Array): Float64Array => {
      const after = new Float64Array(room)
      after.set(before)
      return after
    }
    const ints = (before: Int32Array): Int32Array => {
      const after = new Int32Array(room)
      after.set(before)
      return after
    }
    this.from = reals(this.from)
    this.to = reals(this.to)
    this.since = reals(this.since)
    this.tsAfter = ints(this.tsAfter)
    this.next = ints(this.next)
  }

  #give(at: number): void {
    this.next[at] = this.#free
    this.#free = at
  }
}

interface Filled {
  readonly head: number
  readonly missing: number
  /** Change of the number of holes. */
  readonly added: number
  readonly since: number
  readonly tsAfter: number
}
