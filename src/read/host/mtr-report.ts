import type { Event, EventBase } from '../../model/index.ts'

/** `HOST: nas   Loss%   Snt   Last   Avg …`, the heading of `mtr --report`. */
const heading = /^HOST: \S{1,80} +Loss% +(?:Snt|Drop)/
/** `  3.|-- 10.1.0.5   32.0%   100   31.8 …`; older versions print `  3. 10.1.0.5`. */
const hop = /^\s{0,4}(\d{1,2})\.(?:\|--)? (\S{1,120})(?: \(\S{1,60}\))? +(\d{1,3}\.\d)%? +(\d{1,7})\b/
const unknownHost = '???'

/** What `mtr` counted at its last hop: loss at a hop before that and not at the last is a router that answers seldom. */
export class MtrReport {
  #last: { readonly base: EventBase; readonly lossPercent: number; readonly sent: number } | undefined

  /** Events of the report before, when another begins; undefined when the line is no part of one. */
  read(text: string, base: () => EventBase): readonly Event[] | undefined {
    if (heading.test(text)) return this.take()
    const match = hop.exec(text)
    if (match === null) return undefined
    const [, number, host, loss, sent] = match
    const ended = number === '1' ? this.take() : []
    this.#last = host === unknownHost ? undefined : { base: base(), lossPercent: Number(loss), sent: Number(sent) }
    return ended
  }

  take(): readonly Event[] {
    const last = this.#last
    this.#last = undefined
    if (last === undefined || last.sent === 0) return []
    const answered = Math.round(last.sent * (1 - last.lossPercent / 100))
    return [{ ...last.base, kind: 'setting.seen', name: 'ping', value: `answered ${answered} of ${last.sent}` }]
  }
}
