// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { big32, half, int, register, setInt, setReal } from './cells'
import { blockWords, halves, hasTs as withTs, mostBlocks, regions, registers, sampled, sampleInts, sampleReals, sampleWords } from './layout'
import { ack, flags, frame, hasTs, id, length, own, seq, tcp, ttl, us, window } from './segment'

/** As `Samples.take`. */
export function blockOfSamples(): i32 {
  const free = register(registers.freeSamples)
  if (free > 0) {
    setInt(regions.registers, registers.freeSamples, int(regions.samples, (free - 1) * blockWords))
    return free
  }
  const used = register(registers.usedSamples)
  if (used == mostBlocks) return 0
  setInt(regions.registers, registers.usedSamples, used + 1)
  return used + 1
}

/** Keeps the segment among the first or the last of its direction. */
export function keep(count: i32): void {
  const block = half(own, count < sampled ? halves.sampleHead : halves.sampleTail)
  if (block == 0) return
  const at = regions.samples + (((block - 1) * blockWords + (count % sampled) * sampleWords) << 2)
  setReal(at, sampleReals.time, us)
  setReal(at, sampleReals.seq, seq)
  setReal(at, sampleReals.ack, ack)
  setInt(at, sampleInts.frame, frame)
  setInt(at, sampleInts.length, length)
  setInt(at, sampleInts.header, window | (flags << 16) | (ttl << 24))
  setInt(at, sampleInts.id, (id + 1) | (hasTs ? withTs : 0))
  if (!hasTs) return
  setInt(at, sampleInts.tsVal, big32(tcp + 24))
  setInt(at, sampleInts.tsEcr, big32(tcp + 28))
}
