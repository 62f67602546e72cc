import type { Event, EventBase } from '../../model/index.ts'

/** The whole packet, in bytes: iputils prints it in brackets; BSD and Windows print the data, to which 8 bytes of ICMP and 20 of IP come. */
const sized = /^PING \S{1,120} \(\S{1,60}\)(?: from .{1,80}?:)? \d{1,5}\((\d{1,5})\) bytes of data/
const ofData = /^(?:PING \S{1,120} \(\S{1,60}\): (\d{1,5}) data bytes|Pinging (?:\S{1,120} \[\S{1,60}\]|\S{1,120}) with (\d{1,5}) bytes of data)/
const headers = 28
const peer = /^(?:PING \S{1,120} \((\S{1,60})\)|Pinging (?:\S{1,120} \[(\S{1,60})\]|(\S{1,120}) with))/
const counted = /^(?:\d{1,9} packets transmitted, (\d{1,9}) (?:packets )?received|\s*Packets: Sent = \d{1,9}, Received = (\d{1,9}))/
/** A router or the own system says why: then nothing vanishes without a word. */
const explained = /rag needed|essage too long|needs to be fragmented/
/** What Ethernet carries; that a larger probe is lost tells nothing. */
const usualMtu = 1_500

/** Compares pings of different sizes to one host: small ones that pass and larger ones that all vanish. */
export class PingSizes {
  #peer = ''
  #size = 0
  #explained = false
  readonly #passed = new Map<string, number>()
  readonly #lost = new Map<string, number>()

  /** The larger ping's or the smaller one's count, whichever comes last, tells of both. */
  read(text: string, base: () => EventBase): readonly Event[] {
    const whole = sized.exec(text)?.[1]
    const data = ofData.exec(text)
    if (whole !== undefined || data !== null) {
      this.#size = whole === undefined ? Number(data?.[1] ?? data?.[2]) + headers : Number(whole)
      this.#peer =
        peer
          .exec(text)
          ?.slice(1)
          .find((found) => found !== undefined) ?? ''
      this.#explained = false
      return []
    }
    if (explained.test(text)) this.#explained = true
    const count = counted.exec(text)
    if (count === null || this.#size === 0) return []
    const size = this.#size
    this.#size = 0
    return this.#compare(size, Number(count[1] ?? count[2]), base)
  }

  #compare(size: number, received: number, base: () => EventBase): readonly Event[] {
    const [passed, lost] = [this.#passed.get(this.#peer) ?? 0, this.#lost.get(this.#peer) ?? Number.POSITIVE_INFINITY]
    if (received > 0) this.#passed.set(this.#peer, Math.max(passed, size))
    else if (!this.#explained && size <= usualMtu) this.#lost.set(this.#peer, Math.min(lost, size))
    const [most, least] = [this.#passed.get(this.#peer) ?? 0, this.#lost.get(this.#peer) ?? 0]
    if (most === 0 || least <= most || (passed === most && lost === least)) return []
    return [{ ...base(), kind: 'setting.seen', name: 'large packets lost', value: String(most) }]
  }
}
