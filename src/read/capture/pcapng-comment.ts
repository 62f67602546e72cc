import type { Outlet } from './outlet.ts'

/** Code of `opt_comment`, which every block may carry (pcapng draft section 3.5). */
const commentCode = 1
/** Longer ones make no tooltip; an option holds 65,535 bytes at most. */
const mostBytes = 16_000

/** A comment as the option of a pcapng block, padded; empty where there is none. */
export class CommentOption {
  readonly #text: Uint8Array

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text)
    this.#text = bytes.length <= mostBytes ? bytes : cut(bytes)
  }

  /** With its own head and padding. */
  get bytes(): number {
    return this.#text.length === 0 ? 0 : 4 + padded(this.#text.length)
  }

  write(out: Outlet, little: boolean): void {
    if (this.#text.length === 0) return
    out.u16(commentCode, little)
    out.u16(this.#text.length, little)
    out.put(this.#text)
    out.zeros(padded(this.#text.length) - this.#text.length)
  }
}

/** To the next multiple of 32 bits. */
export function padded(bytes: number): number {
  return (bytes + 3) & ~3
}

/** Not within a character: its later bytes begin with the bits 10. */
function cut(bytes: Uint8Array): Uint8Array {
  let end = mostBytes
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end)
}
