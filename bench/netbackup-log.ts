/** A small generator of pseudo-random numbers, so that every run writes the same log (xorshift, Marsaglia 2003). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1
  }

  below(limit: number): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state >>> 0
    return this.#state % limit
  }

  hex(digits: number): string {
    let text = ''
    while (text.length < digits) text += this.below(0x1000_0000).toString(16).padStart(7, '0')
    return text.slice(0, digits)
  }
}

export interface LogOptions {
  readonly bytes: number
  readonly seed?: number
  /** Lines between and around the planted failures that tell of other failures, out of a thousand. */
  readonly failuresPerMille?: number
  /** Milliseconds between lines, about; a planted failure takes 131 s. */
  readonly pace?: number
  /** Where in the log failures are planted, each as a share of its length. */
  readonly plantedAt?: readonly number[]
}

/** A failure written into the log: its lines with their numbers from 1, and what only it has. */
export interface Planted {
  readonly processes: readonly string[]
  readonly port: number
  readonly lines: readonly number[]
}

interface Due {
  readonly ms: number
  readonly text: string
  readonly chain: number
}

type Message = (chance: Chance) => string

/** What a busy and healthy media server logs at verbosity 5, as often as the first numbers say. */
const healthy: readonly (readonly [number, Message])[] = [
  [24, (c) => `<2> bpbrm read_media_msg: read from media manager: NCB_DATASOCKET node${c.below(400)}_17${c.below(9e7) + 1e7} ${port(c)};${c.hex(32)};10;600`],
  [24, (c) => `<2> bpbrm multiplexed_backup: bpbrm.c.${9000 + c.below(900)}: mpx_ipc: ${port(c)};${c.hex(32)};10;600`],
  [24, (c) => `<2> bpbrm multiplexed_backup: bpbrm.c.${9000 + c.below(900)}: media_port: 0 0 0x00000000`],
  [30, () => '<2> vnet_async_connect: ... 0: connect in progress: 1 0x00000001'],
  [45, (c) => `<2> vnet_cached_getaddrinfo_and_update: ... 0: found in cache name: ${address(c)}`],
  [45, () => '<2> vnet_cached_getaddrinfo_and_update: ... 0: found in cache service: NULL'],
  [30, (c) => `<2> do_vnetd_service: ... 0: via VNETD: bpcd CONNECT FROM ${address(c)}.${port(c)} TO ${address(c)}.13724 fd = ${c.below(2000)}`],
  [30, (c) => `<2> logconnections: BPCD CONNECT FROM ${address(c)}.${port(c)} TO ${address(c)}.13724 fd = ${c.below(2000)}`],
  [40, () => '<2> ProcessRequests: ... 0: msg: Request VN_REQUEST_PBX_C_SUPPORTED(13)'],
  [50, () => '<2> ProcessRequests: ... 0: status: 0 0x00000000'],
  [
    70,
    (c) =>
      `<2> write_data: received first buffer (${65536 * (1 + c.below(4))} bytes), begin writing data, waited for full buffer ${c.below(9999)} times, delayed ${c.below(99999)} times`,
  ],
  [70, (c) => `<4> bpbrm main: from client node${c.below(400)}: TRV - object not found for file system backup: /srv/app/${c.hex(12)}/${c.hex(8)}.dat`],
  [
    70,
    (c) =>
      `<2> fill_buffer: [${c.below(65536)}] socket is closed, waited for empty buffer ${c.below(999)} times, delayed ${c.below(9999)} times, read ${c.below(4e9)} bytes`,
  ],
  [4, () => '<2> bpbrm Exit: client backup EXIT STATUS 0: the requested operation was successfully completed'],
]

/** Other failures than the planted ones. */
const failing: readonly (readonly [number, Message])[] = [
  [6, () => '<16> bpbrm handle_backup: cannot create data socket, The operation completed successfully.  (0)'],
  [4, () => '<16> bpbrm readline: socket read failed: errno = 104 - Connection reset by peer'],
  [4, () => '<16> bptm 12: status 24: socket write failed'],
  [4, () => '<2> vnet_async_connect: ... 0: getsockopt SO_ERROR returned: 10061 0x0000274d'],
  [2, () => '<16> flush_archive(): ERR - Cannot write to STDOUT. Errno = 110: Connection timed out'],
]

function port(chance: Chance): number {
  return 1024 + chance.below(60_000)
}

function address(chance: Chance): string {
  return `10.${chance.below(4)}.${chance.below(256)}.${chance.below(256)}`
}

function drawing(weighted: readonly (readonly [number, Message])[]): (chance: Chance) => string {
  const bag = weighted.flatMap(([weight, message]) => Array.from({ length: weight }, () => message))
  return (chance) => bag[chance.below(bag.length)]?.(chance) ?? ''
}

/** Pieces of a legacy debug log of about so many bytes; `planted` is filled as the log is written. */
export function* netbackupLog(
  { bytes, seed = 1, failuresPerMille = 0, pace = 7, plantedAt = [] }: LogOptions,
  planted: Planted[] = [],
): Generator<string, void> {
  const chance = new Chance(seed)
  const [fine, bad] = [drawing(healthy), drawing(failing)]
  const lineNumbers = new Map<number, number[]>()
  let due: Due[] = []
  let [written, line, ms, pid, next] = [0, 0, 3_600_000, 1660, 0]
  let piece = ''
  const write = (text: string): void => {
    piece += `${clock(ms)} ${text}\n`
    line += 1
  }
  while (written + piece.length < bytes || due.length > 0) {
    const at = plantedAt[next]
    if (at !== undefined && written + piece.length >= at * bytes) {
      const chain = chainOf(next, ms)
      due = chain.records.map((record) => ({ ...record, chain: next }))
      const numbers: number[] = []
      lineNumbers.set(next, numbers)
      planted.push({ processes: chain.processes, port: chain.port, lines: numbers })
      next += 1
    }
    if (chance.below(3) === 0) ms += chance.below(6 * pace)
    for (let record = due[0]; record !== undefined && record.ms <= ms; record = due[0]) {
      write(record.text)
      lineNumbers.get(record.chain)?.push(line)
      due.shift()
    }
    if (chance.below(10) === 0) pid = 1000 + chance.below(9000)
    write(`[${pid}.${4000 + (pid % 977)}] ${chance.below(1000) < failuresPerMille ? bad(chance) : fine(chance)}`)
    if (piece.length > 1 << 20) {
      yield piece
      written += piece.length
      piece = ''
    }
  }
  yield piece
}

/** Time of day with milliseconds. */
function clock(ms: number): string {
  return new Date(ms % 86_400_000).toISOString().slice(11, 23)
}

/**
 * One failure from its beginning to status 25: PBX is silent for ten seconds each time, the socket that waits at the client is given up after two
 * minutes, and when the client's bpcd looks for it, it is refused.
 */
function chainOf(
  index: number,
  startMs: number,
): { readonly records: readonly Omit<Due, 'chain'>[]; readonly processes: readonly string[]; readonly port: number } {
  const [parent, child, vnetd, forward, bpcd] = [11_000, 12_000, 13_000, 14_000, 15_000].map((first) => `${first + index * 16 + 4}.${first + index * 16 + 8}`)
  const [listening, later, from] = [20_011 + index * 101, 20_031 + index * 101, 30_000 + index * 10]
  const [token, other] = [`a${index}5be1c0d2e3f4a5968778695a4b3c2d`, `b${index}7d0c1b2a39485766758493a2b1c0d1`]
  const [media, client] = [`192.0.2.${10 + index}`, `198.51.100.${70 + index}`]
  const backup = `ledger${index}_1394183${500 + index}`
  const wait = (second: number): readonly (readonly [number, string | undefined, string])[] => [
    [second, child, '<2> vnet_async_connect: ... 0: connect in progress: 1 0x00000001'],
    [second + 10, child, '<2> vnet_async_connect: ... 0: connect in progress: 2 0x00000002'],
    [second + 10.02, child, '<2> vnet_vnetd_pbx_c_supported: ... 0: VN_REQUEST_PBX_C_SUPPORTED: 13 0x0000000d'],
    [second + 10.3, child, '<2> do_vnetd_service: ... 0: remote host supports PBX, but PBX is not running: 0 0x00000000'],
  ]
  const refused = (second: number): readonly (readonly [number, string | undefined, string])[] => [
    [second, bpcd, '<2> vnet_async_connect: ... 0: connect in progress: 1 0x00000001'],
    [second + 1, bpcd, '<2> vnet_async_connect: ... 0: getsockopt SO_ERROR returned: 10061 0x0000274d'],
  ]
  const records: readonly (readonly [number, string | undefined, string])[] = [
    [0, vnetd, `<2> process_connect_forward_socket: ... 0: ipc_string: ${listening}`],
    [0.1, vnetd, `<2> vnet_generate_hashes: ... 0: hash_str1: ${token}`],
    [0.3, parent, `<2> bpbrm read_media_msg: read from media manager: NCB_DATASOCKET ${backup} ${listening};${token};10;600`],
    [0.4, parent, `<2> bpbrm multiplexed_backup: bpbrm.c.9563: mpx_ipc: ${listening};${token};10;600`],
    [0.5, parent, `<2> bpbrm spawn_brm_child: bpbrm child pid = ${child}`],
    ...wait(100),
    [110.6, child, `<2> do_vnetd_service: ... 0: via VNETD: bpcd CONNECT FROM ${media}.${from} TO ${client}.13724 fd = 1240`],
    [110.6, child, `<2> logconnections: BPCD CONNECT FROM ${media}.${from} TO ${client}.13724 fd = 1240`],
    [110.7, bpcd, `<2> logconnections: BPCD ACCEPT FROM ${media}.${from} TO ${client}.13724 fd = 304`],
    ...wait(111),
    [120, vnetd, '<2> vnet_sock_ready: ... 0: max_time: 120 0x00000078'],
    [120, vnetd, '<2> vnet_sock_ready: ... 0: Function failed: 11 0x0000000b'],
    [120, vnetd, '<2> process_connect_forward_socket: ... 0: status: 11 0x0000000b'],
    [121.5, child, `<2> do_vnetd_service: ... 0: connect: VNETD CONNECT FROM ${media}.${from + 1} TO ${client}.13724 fd = 1208`],
    [121.6, forward, `<2> ProcessRequests: ... 0: msg: VNETD ACCEPT FROM ${media}.${from + 1} TO ${client}.13724 fd = 392`],
    [121.7, forward, `<2> vnet_generate_hashes: ... 0: hash_str1: ${other}`],
    [121.7, forward, `<2> process_connect_forward_socket: ... 0: ipc_string: ${later}`],
    [121.8, child, `<2> vnet_vnetd_connect_forward_socket_begin: ... 0: ipc_string: ${later}`],
    [121.8, child, `<2> vnet_vnetd_connect_forward_socket_begin: ... 0: hash_str1: ${other}`],
    [122, child, `<2> bpbrm handle_backup: bpbrm.c.14899: mpx_ipc: ${listening};${token};10;600`],
    [122.1, bpcd, '<2> process_requests: BPCD_GET_STDOUT_HOST_SOCKET_RQST'],
    [122.1, bpcd, `<2> is_pbxable_server: ... 0: service: ${listening}`],
    ...refused(122.2),
    ...refused(124.2),
    ...refused(128.2),
    [129.3, bpcd, '<2> connect_to_service: ... 0: vnet_async_connect() failed: 18 0x00000012'],
    [129.3, bpcd, '<2> get_vnetd_forward_socket: vnet_connect_by_vnetd failed: 18'],
    [129.3, bpcd, '<16> process_requests: get_vnetd_forward_socket failed: 25'],
    [129.5, child, '<2> bpcr_put_vnetd_forward_socket: bpcd returned failure: 25'],
    [129.5, child, '<16> bpbrm handle_backup: cannot create data socket, The operation completed successfully.  (0)'],
    [131, parent, '<2> bpbrm Exit: client backup EXIT STATUS 25: cannot connect on socket'],
  ]
  return {
    records: records
      .map(([second, process, text]) => ({ ms: startMs + Math.round(second * 1000), text: `[${process}] ${text}` }))
      .toSorted((a, b) => a.ms - b.ms),
    processes: [parent, child, vnetd, forward, bpcd].map(String),
    port: listening,
  }
}
