import { beginSeconds, type Timed } from './hand-made-frames.ts'

/** Forms of a pcapng file. */
export interface NgForm {
  readonly big?: boolean
  /** `if_tsresol` and the ticks of one second. */
  readonly resolution?: readonly [option: number, ticks: bigint]
  readonly offsetSeconds?: bigint
  readonly old?: boolean
  readonly between?: readonly Buffer[]
}

/** One section with one interface. */
export function pcapng(packets: readonly Timed[], form: NgForm = {}): Buffer {
  const { big = false, resolution, offsetSeconds = 0n, old = false, between = [] } = form
  const word = (value: number): Buffer => ordered(4, BigInt(value >>> 0), big)
  const half = (value: number): Buffer => ordered(2, BigInt(value), big)
  const options = [
    ...(resolution === undefined ? [] : [half(9), half(1), Buffer.from([resolution[0], 0, 0, 0])]),
    ...(offsetSeconds === 0n ? [] : [half(14), half(8), ordered(8, offsetSeconds, big)]),
    half(1),
    half(5),
    Buffer.from('hello\0\0\0'),
    word(0),
  ]
  const ticks = (at: number): bigint => (((BigInt(beginSeconds) - offsetSeconds) * 1_000_000n + BigInt(at)) * (resolution?.[1] ?? 1_000_000n)) / 1_000_000n
  const blocks = packets.flatMap(({ at, bytes }) => {
    const stamp = [word(Number(ticks(at) >> 32n)), word(Number(ticks(at) & 0xffffffffn))]
    const head = old ? [half(0), half(0)] : [word(0)]
    return [
      ...between,
      block(old ? 2 : 6, [...head, ...stamp, word(bytes.length), word(bytes.length), padded(bytes), half(1), half(2), Buffer.from('ok\0\0'), word(0)], big),
    ]
  })
  return Buffer.concat([section(big), block(1, [half(1), half(0), word(0), ...options], big), ...blocks])
}

/** A number in so many bytes. */
export function ordered(bytes: number, value: bigint, big: boolean): Buffer {
  const out = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 1) out[big ? bytes - 1 - at : at] = Number((value >> BigInt(8 * at)) & 0xffn)
  return out
}

export function block(type: number, body: readonly Uint8Array[], big: boolean): Buffer {
  const inner = Buffer.concat(body)
  const total = ordered(4, BigInt(inner.length + 12), big)
  return Buffer.concat([ordered(4, BigInt(type), big), total, inner, total])
}

export function section(big = false): Buffer {
  return block(0x0a0d0d0a, [ordered(4, 0x1a2b3c4dn, big), ordered(2, 1n, big), ordered(2, 0n, big), ordered(8, 0xffffffffffffffffn, big)], big)
}

/** To the next multiple of four. */
export function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

/** One section with an interface for each link type. */
export function pcapngOf(packets: readonly (Timed & { readonly link: number })[]): Buffer {
  const links = [...new Set(packets.map(({ link }) => link))]
  const word = (value: number): Buffer => ordered(4, BigInt(value >>> 0), false)
  const half = (value: number): Buffer => ordered(2, BigInt(value), false)
  const interfaces = links.map((link) => block(1, [half(link), half(0), word(0)], false))
  const blocks = packets.map(({ at, bytes, link }) => {
    const us = beginSeconds * 1_000_000 + at
    return block(
      6,
      [word(links.indexOf(link)), word(Math.floor(us / 2 ** 32)), word(us % 2 ** 32), word(bytes.length), word(bytes.length), padded(bytes)],
      false,
    )
  })
  return Buffer.concat([section(), ...interfaces, ...blocks])
}
