const kilobyte = 1024
const megabyte = 1024 * kilobyte

/** Live flows at a time; the memory of those never used is never touched, so the system does not provide it. */
export const mostFlows = (1 << 17) - 1
/** Room at first: a larger memory makes the collector run. */
export const fewFlows = 1 << 13

/** Bytes of the capture that are taken at a time: they fit the processor's cache beside the flows. */
export const inputBytes = 512 * kilobyte

/** Where things lie in the engine's memory, in bytes; each begins with a cache line. */
export const regions = {
  registers: 4 * kilobyte,
  input: 1 * megabyte,
  /** IPv6 addresses: a hash table of their numbers, and their words. */
  addressSlots: 4 * megabyte,
  addressWords: 6 * megabyte,
  /** The flow table. */
  table: 10 * megabyte,
  samples: 12 * megabyte,
  flows: 24 * megabyte,
} as const

/** What the program is told and tells, as 32-bit integers from `regions.registers` on. */
export const registers = {
  /** Masks of the two hash tables. */
  tableMask: 0,
  addressMask: 1,
  /** Offset of the IP header and of the EtherType in a frame; the latter is -1 where there is none. */
  ipAt: 2,
  typeAt: 3,
  /** Units of the record's fraction, or of the time stamp, in a microsecond. */
  perUs: 4,
  /** pcapng: the one interface whose packets are taken. */
  interfaceId: 5,
  /** Packets taken by the last call. */
  taken: 6,
  /** Blocks of samples ever used, and the number of the first that was given back, from 1; its first word leads to the next. */
  usedSamples: 7,
  freeSamples: 8,
} as const

/** Reals behind them, as 64-bit numbers from `regions.registers` on: times of the packet being looked at, the first and the latest, microseconds. */
export const registerReals = { time: 5, first: 6, last: 7 } as const
/** Integers that they take. */
export const registerCount = 16
