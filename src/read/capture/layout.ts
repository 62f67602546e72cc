/**
 * Where each number of a flow lies. A flow is one run of bytes, seen as 64-bit reals, as 32-bit integers, as halves of 16 bits and as bytes at once:
 * a header, then one part for each direction. What every packet needs lies together in few cache lines (64 bytes: 8 reals or 16 integers), as a
 * capture of thousands of flows is mostly waiting for memory, and nothing takes more room than it needs, as there may be a hundred thousand: what
 * most flows never meet is kept in `trouble.ts`. Names are those of the TCP specifications: `nxt` is the highest sequence number seen, `una` the
 * highest acknowledged. Hot files take the offsets they need into constants of their own (`const { nxt } = reals`), which the compiler folds into
 * the code.
 */

/** Reals of the header: times in microseconds since 1970. */
export const flowReals = {
  /** What must be acknowledged for the pending gap to be survived. */
  pendingNeed: 3,
  /** First ACK after the SYN-ACK. */
  handshakeTime: 4,
  longestGap: 5,
  /** The gap that is waiting to be survived: its length and its end. */
  pendingGap: 6,
  pendingAfter: 7,
  // Second line.
  survivedGap: 8,
  survivedAfter: 9,
  longestAfter: 10,
} as const

/** Integers of the header. */
export const flowInts = {
  /** What it is found by; the second address is the next. */
  address0: 0,
  address1: 1,
  ports: 2,
  /** See `flowBits`. */
  bits: 3,
  // Second line.
  stream: 22,
  /** Stream of the older flow on the same ports plus one. */
  reused: 23,
  pendingBefore: 24,
  pendingAfterFrame: 25,
  survivedBefore: 26,
  survivedAfterFrame: 27,
  longestBefore: 28,
  longestAfterFrame: 29,
  duplicates: 31,
} as const

/** Numbers of 16 bits of the header. */
export const flowHalves = {
  carrier: 60,
  /** 32 entries, the third line; see `history.ts`. */
  history: 64,
} as const

/** Bytes of the header. */
export const flowBytes = {
  /** Direction that broke the pending gap plus one, plus `pendingSurvived` once it was survived; 0: nothing is pending. */
  pendingBy: 16,
  pendingWith: 17,
  historyMask: 18,
  /** Direction plus one; 0 while no SYN told. */
  opener: 19,
  survivedBy: 20,
  survivedWith: 21,
  longestBy: 22,
  longestWith: 23,
  historyCount: 122,
} as const

/** Added to `flowBytes.pendingBy`. */
export const pendingSurvived = 2

/** Bits of `flowInts.bits`. */
export const flowBits = {
  used: 1,
  v6: 2,
  synSeen: 4,
  synAckSeen: 8,
  established: 16,
  /** A reset was seen. */
  dead: 32,
  scaleKnown: 64,
  scaleOff: 128,
  finFirst: 256,
  finSecond: 512,
} as const
/** Both ends have closed; how windows are scaled is decided. */
export const bothFins = flowBits.finFirst | flowBits.finSecond
export const scaleDecided = flowBits.scaleKnown | flowBits.scaleOff

/** Reals of a direction. Sequence numbers are relative to the initial one and never wrap. */
export const reals = {
  // First line: needed for every packet of either direction.
  nxt: 0,
  una: 1,
  /** Right edge of the window that the peer grants. */
  edge: 2,
  lastTime: 3,
  // Second line.
  bytes: 8,
  mostInFlight: 9,
  flightAcked: 10,
  /** A new record of bytes in flight, waiting to be acknowledged. */
  flightTry: 11,
  /** When the one segment being timed was sent; 0 when none is. */
  rttTime: 12,
  // Third line.
  /** When the retransmission timer was last started: with the oldest byte not acknowledged, where that was not sent again. */
  timer: 16,
  // Seldom needed.
  firstTime: 24,
  rttSmooth: 25,
  rttVar: 26,
  rttMin: 27,
  rttMax: 28,
  silence: 29,
  silenceAfter: 30,
  /** When a window was taken back for the first time. */
  shrinkTime: 32,
  tsFirstTime: 33,
} as const

/** Integers of a direction. */
export const ints = {
  // First line.
  nxtSeq: 8,
  /** See `watchBits`: what the rare paths want to see. */
  watch: 9,
  /** Raw; -1 before the first. */
  window: 10,
  /** Duplicate acknowledgments in a row that the peer sent for this direction's `una`. */
  dupRun: 11,
  packets: 12,
  lastFrame: 13,
  ipId: 14,
  // Second line. Of its last packet: for copies, and for what a reset answers.
  lastSeq: 26,
  lastAck: 27,
  lastLength: 28,
  tsLast: 29,
  dataSegments: 30,
  ipIdStep: 31,
  // Third line. Raw numbers: where the segment that is timed ends, and the segments that the new records wait for.
  rttEnd: 34,
  flightTryEnd: 35,
  sizeTryEnd: 36,
  headFrame: 37,
  sizeTry: 38,
  largestAcked: 39,
  ttlVotes: 40,
  dupAcks: 41,
  windowFull: 42,
  largest: 43,
  rttSamples: 44,
  /** Frame of its first timestamp; 0 before. */
  tsFirstFrame: 45,
  // Seldom needed.
  firstFrame: 62,
  /** Timestamps that were earlier than the one before. */
  tsBack: 63,
  silenceBefore: 68,
  silenceAfterFrame: 69,
  ipIdZero: 70,
  ipIdOther: 71,
  tsFirst: 72,
  largestFrame: 73,
  shrinks: 74,
  /** Unsigned, in bytes. */
  largestShrink: 75,
  shrinkFrame: 76,
} as const

/** Numbers of 16 bits of a direction. */
export const halves = {
  windowMin: 92,
  windowMax: 93,
  /** Numbers of its blocks plus one; 0: none. */
  sampleHead: 94,
  sampleTail: 95,
  // Seldom needed.
  /** First after the handshake. */
  windowFirst: 154,
  synWindow: 155,
  synMss: 156,
  synOrder: 157,
} as const

/** Bytes of a direction. */
export const octets = {
  /** Of its window, once both SYNs told it; 0 before, and where scaling is off. */
  shift: 60,
  ttlMode: 61,
  lastFlags: 62,
  /** As its SYN offered it, plus one; 0 when the option was not there. */
  synShift: 63,
  // Seldom needed.
  synBits: 316,
  synTtl: 317,
  ttlMin: 318,
  /** 0 before the first. */
  ttlMax: 319,
} as const

/** Bits of `octets.synBits`. */
export const synBits = {
  sack: 1,
  timestamps: 2,
  blanked: 4,
  seen: 8,
  /** It told the largest segment. */
  mss: 16,
  /** Other packets of its direction came before it: where it stood is in `trouble.ts`. */
  late: 32,
} as const

/** Bits of `ints.watch`: what is open and looked out for, and what was seen once. */
export const watchBits = {
  /** An open chain of resends; a keepalive or a probe without answer; a closed window; a resend whose echo tells whether it was needed. */
  chain: 1,
  keepalive: 2,
  probe: 4,
  zeroWindow: 8,
  eifel: 16,
  /** Its initial sequence number is known or assumed. */
  begun: 32,
  recoveryByTimer: 64,
  holes: 128,
  /** Data with and without the bit that forbids to fragment it. */
  whole: 256,
  fragmentable: 512,
  timestamps: 1024,
  windowSeen: 2048,
  /** The handshake of this end's SYN is not acknowledged yet. */
  synOpen: 4096,
  /** It began with its SYN. */
  fromSyn: 8192,
} as const

/** In reals: the header, a direction, a flow of 832 bytes. */
export const directionOffset = 24
export const directionStride = 40
export const flowStride = directionOffset + 2 * directionStride
