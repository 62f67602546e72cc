// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { big32, int, register, setInt, setReal } from './cells'
import { blockWords, ints, mostBlocks, regions, registers, sampled, sampleInts, sampleReals, sampleWords } from './layout'
import { ack, flags, frame, hasTs, id, length, own, seq, tcp, ttl, us, window } from './segment'

/** As `Samples.take`. */
export function blockOfSamples(): i32 {
  const free = register(registers.freeSamples) - 1
  if (free >= 0) {
    setInt(regions.registers, registers.freeSamples, int(regions.samples, free * blockWords))
    return free
  }
  const next = register(registers.usedSamples)
  if (next == mostBlocks) return -1
  setInt(regions.registers, registers.usedSamples, next + 1)
  return next
}

/** Keeps the segment among the first or the last of its direction. */
export function keep(count: i32): void {
  const block = int(own, count < sampled ? ints.sampleHead : ints.sampleTail)
  if (block < 0) return
  const at = regions.samples + ((block * blockWords + (count % sampled) * sampleWords) << 2)
  setReal(at, sampleReals.time, us)
  setReal(at, sampleReals.seq, seq)
  setReal(at, sampleReals.ack, ack)
  setInt(at, sampleInts.frame, frame)
  setInt(at, sampleInts.length, length)
  setInt(at, sampleInts.flags, flags)
  setInt(at, sampleInts.window, window)
  setInt(at, sampleInts.ttl, ttl)
  setInt(at, sampleInts.ipId, id)
  setInt(at, sampleInts.hasTs, hasTs ? 1 : 0)
  if (!hasTs) return
  setInt(at, sampleInts.tsVal, big32(tcp + 24))
  setInt(at, sampleInts.tsEcr, big32(tcp + 28))
}
