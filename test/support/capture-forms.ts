import { pcap, type Timed } from './hand-made-frames.ts'
import { block, pcapng } from './hand-made-pcapng.ts'

/** The same frames in every form of a capture file. */
export function captureForms(frames: readonly Timed[]): readonly (readonly [world: string, bytes: Buffer])[] {
  return [
    ['pcap', pcap(frames)],
    ['pcap, big-endian', pcap(frames, { bigEndian: true })],
    ['pcap with nanoseconds', pcap(frames, { nanoseconds: true })],
    ['pcap with nanoseconds, big-endian', pcap(frames, { nanoseconds: true, bigEndian: true })],
    ['pcap cut to 80 bytes a frame', pcap(frames, { snap: 80 })],
    ['pcapng', pcapng(frames)],
    ['pcapng, big-endian', pcapng(frames, { big: true })],
    ['pcapng with nanoseconds', pcapng(frames, { resolution: [9, 1_000_000_000n] })],
    ['pcapng with tenths of nanoseconds', pcapng(frames, { resolution: [10, 10_000_000_000n] })],
    ['pcapng with a power of two', pcapng(frames, { resolution: [0x80 | 32, 2n ** 32n] })],
    ['pcapng with a time offset', pcapng(frames, { offsetSeconds: 1_700_000_000n })],
    ['pcapng with a negative time offset', pcapng(frames, { offsetSeconds: -3600n })],
    ['pcapng with old packet blocks', pcapng(frames, { old: true })],
    [
      'pcapng with names, comments and blocks nobody knows',
      pcapng(frames, {
        between: [block(4, [Buffer.alloc(40)], false), block(0x7fff, [Buffer.alloc(8)], false), block(0x0bae, [Buffer.alloc(300_000)], false)],
      }),
    ],
  ]
}
