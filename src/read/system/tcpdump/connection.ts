import { type Endpoint, type Event, type EventBase, type Tuple, usPerSecond } from '../../../model/index.ts'
import type { Packet } from './packet-line.ts'

/** The same SYN so often without any answer is a discard and not a loss. */
const unansweredSyns = 3
/** A receiver's window that stays zero for so long is no passing moment. */
const closedTellsUs = 3 * usPerSecond
/** A window that falls by this factor at once, where no scale was agreed, was scaled by its sender (RFC 7323). */
const hiddenScale = 32
/** So many earlier packets of a sender show which TTL its packets arrive with. */
const baseline = 2
const farthestStep = 4_096

interface Printed {
  readonly packet: Packet
  readonly base: EventBase
}

/** What one end sent so far. */
interface Direction {
  packets: number
  bytes: number
  syns: number
  firstSyn?: Printed
  lastSyn?: Printed
  fin?: Printed
  ttl?: number
  ttlVaries: boolean
  ipId?: number
  closed?: Printed
  /** Silence of the connection before the last packet of this end. */
  quietUs?: number
  firstWindow?: number
}

/** One connection of a printed capture, in bounded memory. */
export class Connection {
  readonly #opener: Endpoint
  readonly #one: Direction = { packets: 0, bytes: 0, syns: 0, ttlVaries: false }
  readonly #other: Direction = { packets: 0, bytes: 0, syns: 0, ttlVaries: false }
  #last: Printed | undefined

  constructor(first: Packet) {
    this.#opener = first.flags.includes('S') && first.flags.includes('.') ? first.to : first.from
  }

  /** Events that this packet decides at once: a reset that its alleged sender did not send. */
  take(packet: Packet, base: EventBase): readonly Event[] {
    const printed = { packet, base }
    const [own, peer] = sameEnd(packet.from, this.#opener) ? [this.#one, this.#other] : [this.#other, this.#one]
    const quietUs = gapUs(this.#last, printed) ?? 0
    const reset = packet.flags.includes('R') ? resetOf(printed, own, peer, Math.max(quietUs, peer.quietUs ?? 0)) : undefined
    if (reset === undefined) count(own, printed, quietUs)
    this.#last = printed
    return reset === undefined ? [] : [reset]
  }

  /** What the whole of it tells. */
  end(): readonly Event[] {
    return [this.#unanswered(), this.#probe(), ...[this.#one, this.#other].flatMap((direction) => [this.#closed(direction)]), this.#stripped()].filter(
      (event) => event !== undefined,
    )
  }

  #unanswered(): Event | undefined {
    const { syns, firstSyn, lastSyn, packets } = this.#one
    if (syns < unansweredSyns || lastSyn === undefined || packets > syns || this.#other.packets > 0) return undefined
    const { to } = lastSyn.packet
    const waitedUs = gapUs(firstSyn, lastSyn)
    return {
      ...lastSyn.base,
      kind: 'connect.failed',
      errno: 'ETIMEDOUT',
      port: to.port,
      peer: to.address,
      attempt: syns,
      ...(waitedUs === undefined ? {} : { waitedUs }),
      symptom: 'specific',
    }
  }

  /** A handshake and at once its end, without a byte: the caller wanted to know whether the port answers. */
  #probe(): Event | undefined {
    const { fin, syns, bytes } = this.#one
    if (fin === undefined || syns === 0 || this.#other.syns === 0 || bytes + this.#other.bytes > 0) return undefined
    return { ...fin.base, kind: 'port.probed', peer: fin.packet.from.address, symptom: 'echo' }
  }

  #closed(direction: Direction): Event | undefined {
    const forUs = gapUs(direction.closed, this.#last)
    if (direction.closed === undefined || forUs === undefined || forUs < closedTellsUs) return undefined
    const { base, packet } = direction.closed
    return {
      ...base,
      kind: 'socket.sampled',
      tuple: { from: packet.to, to: packet.from },
      state: 'ESTABLISHED',
      condition: 'window-closed',
      forUs,
      looks: direction.packets,
    }
  }

  /** RFC 7323: without the option in its SYN-ACK an end may not scale; a window that shrinks by a power of two at once shows that it does. */
  #stripped(): Event | undefined {
    const [syn, answer] = [this.#one.firstSyn, this.#other.firstSyn]
    const offered = answer?.packet.window
    const window = this.#other.firstWindow
    if (syn?.packet.scale === undefined || answer === undefined || answer.packet.scale !== undefined) return undefined
    if (offered === undefined || window === undefined || window === 0 || offered / window < hiddenScale) return undefined
    return { ...answer.base, kind: 'packet.seen', tuple: tupleOf(answer.packet), telling: 'scale-stripped', detail: `${offered} then ${window}` }
  }
}

function count(own: Direction, printed: Printed, quietUs: number): void {
  const { flags, length, window, ttl, ipId } = printed.packet
  own.packets += 1
  own.quietUs = quietUs
  own.bytes += flags.includes('S') ? 0 : length
  if (flags.includes('S')) {
    own.syns += 1
    own.firstSyn ??= printed
    own.lastSyn = printed
  } else if (window !== undefined) {
    own.firstWindow ??= window
    if (window > 0) delete own.closed
    else own.closed ??= printed
  }
  if (flags.includes('F')) own.fin ??= printed
  if (ttl !== undefined) {
    own.ttlVaries ||= own.ttl !== undefined && own.ttl !== ttl
    own.ttl = ttl
  }
  if (ipId !== undefined) own.ipId = ipId
}

function resetOf(printed: Printed, own: Direction, peer: Direction, quietBeforeUs: number): Event | undefined {
  const { packet, base } = printed
  const { ttl, ipId } = packet
  const tuple = tupleOf(packet)
  const off = ttl !== undefined && own.ttl !== undefined && !own.ttlVaries && own.packets >= baseline ? ttl - own.ttl : 0
  const copied = ipId !== undefined && ipId !== 0 && ipId === peer.ipId && !continues(ipId, own.ipId)
  if (off !== 0 || copied) {
    const signs = [
      off === 0 ? '' : `TTL ${ttl} where its other packets have ${own.ttl}`,
      copied ? `IP id ${ipId} is that of the packet it answers` : '',
    ].filter((sign) => sign !== '')
    return { ...base, kind: 'packet.seen', tuple, telling: 'reset-foreign', detail: signs.join('; '), quietBeforeUs, symptom: 'specific' }
  }
  // After a FIN it is the answer to what came too late.
  const inUse = own.packets > 0 && peer.packets > 0 && own.bytes + peer.bytes > 0 && own.fin === undefined && peer.fin === undefined
  return inUse ? { ...base, kind: 'packet.seen', tuple, telling: 'reset', quietBeforeUs } : undefined
}

function continues(ipId: number, last: number | undefined): boolean {
  return last !== undefined && (ipId - last + 65_536) % 65_536 < farthestStep
}

function sameEnd(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.address === b.address
}

function tupleOf({ from, to }: Packet): Tuple {
  return { from, to }
}

function gapUs(from: Printed | undefined, to: Printed | undefined): number | undefined {
  const [a, b] = [from?.base.when, to?.base.when]
  return a === undefined || b === undefined || a.clock !== b.clock ? undefined : Math.max(0, b.us - a.us)
}
