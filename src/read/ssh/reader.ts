import { asContext, type Event, type EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { clientLines } from './client-lines.ts'
import { serverLines } from './server-lines.ts'
import { sessionLines } from './session-lines.ts'

/** Words of which every line of ours holds one. */
const mayBeSsh =
  /onnection |option -- |exchange_identification|connection #|isconnect|banner|Timeout|MaxStartups|enalty|ost key|hostname|negotiate|Permission denied \(|IDENTIFICATION|Offending |[Ww]rite failed|remote host|connect to |Corrupted|Bad packet|padding error|Killed by|subsystem request|Pseudo-|Permanently|identification string|authentication|socket failed|refused|Failed |Accepted |pam_unix\(sshd|open failed|permissions|configuration option|no matching |signing failed|ccount |assword change|sftp connections|message too long|no output|tdio forwarding|no more sessions|ssh_packet_|: fork|mm_answer_moduli|scp: |request failed on|keepalive@openssh|: Failure$/
const exchangeStep = /^debug\d: (?:expecting SSH2_MSG_KEX\w{0,30}|SSH2_MSG_KEXINIT sent|SSH2_MSG_KEX_\w{1,30} sent)$/

/** OpenSSH, both ends: the client's stderr wherever a backup let it through, and sshd's syslog lines. */
export const ssh: LineReader = {
  id: 'ssh',
  eachAlone: true,
  signs: [mayBeSsh, 'sshd', exchangeStep, 'debug1: ', 'debug2: ', 'debug3: '],
  open: (source) => new SshReading(source),
}

/** Scanners with old algorithms are counted, not kept, beyond these. */
const mostStrangers = 100

class SshReading implements LineReading {
  readonly #source: SourceContext
  /** Addresses that logged in: whoever offers nothing acceptable from elsewhere is a scanner, not this backup. */
  readonly #guests = new Set<string>()
  readonly #strangers: { readonly peer: string; readonly event: Event }[] = []

  /** The last that `ssh -v` said, where it waits for a message of the key exchange. */
  #awaited: LogLine | undefined

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const exchanging = this.#exchange(line)
    if (exchanging !== undefined) return exchanging
    const guest = line.text.includes('Accepted ') ? /^Accepted \S+ for .{1,120} from (\S+) port \d+/.exec(line.text)?.[1] : undefined
    if (guest !== undefined) this.#guests.add(guest)
    const events = readLine(line, this.#source)
    if (events !== undefined) this.#awaited = undefined
    const peer = events?.length === 1 && line.text.includes('[preauth]') ? /Unable to negotiate with (\S+) port/.exec(line.text)?.[1] : undefined
    const [event] = events ?? []
    if (peer === undefined || event === undefined) return events
    if (this.#strangers.length < mostStrangers) this.#strangers.push({ peer, event })
    return []
  }

  /** `ssh -v` tells each step; one of the key exchange that no further line follows is where it stands still. */
  #exchange(line: LogLine): readonly Event[] | undefined {
    if (!line.text.startsWith('debug')) return undefined
    this.#awaited = exchangeStep.test(line.text) ? line : undefined
    return this.#awaited === undefined ? undefined : []
  }

  #stalled(): readonly Event[] {
    const line = this.#awaited
    if (line === undefined) return []
    const base = eventBase(line, this.#source, 'ssh')
    return [
      { ...base, kind: 'setting.seen', name: 'ssh handshake stalled', value: line.text.replace(/^debug\d: /, '') },
      { ...base, kind: 'run.ended', outcome: 'failed', text: line.text.slice(0, 120), symptom: 'specific' },
    ]
  }

  end(): readonly Event[] {
    return [...this.#stalled(), ...this.#settledStrangers()]
  }

  #settledStrangers(): readonly Event[] {
    return this.#strangers.map(({ peer, event }) => (this.#guests.has(peer) ? event : asContext(event)))
  }
}

/** What a line of OpenSSH says, for readers whose program passes ssh's stderr on behind a prefix of its own. */
export function sshLine(text: string, base: () => EventBase): readonly Event[] | undefined {
  return mayBeSsh.test(text) ? (applyRules(serverLines, text, base) ?? applyRules(sessionLines, text, base) ?? applyRules(clientLines, text, base)) : undefined
}

/** sshd of Windows begins its lines with the process and the time. */
const ofWindows = /^\d{1,6} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?=\S)/

/** A line of syslog's whose date was cut off. */
const ofDaemon = /^\s{0,40}sshd(?:-session|-auth)?\[\d{1,10}\]: (?=\S)/

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const bySshd = line.prefix?.program?.startsWith('sshd') === true || ofDaemon.test(line.text)
  if (!bySshd && !mayBeSsh.test(line.text)) return undefined
  const { text: said, when } = timedText(line, source)
  const text = said.replace(ofWindows, '').replace(ofDaemon, '')
  const events = sshLine(text, () => eventBase(line, source, 'ssh', when))
  // Whoever has not logged in is anybody, and whether their algorithms fit is judged with those who did.
  if (bySshd && text.includes('[preauth]') && !text.includes('Unable to negotiate')) return (events ?? []).map(asContext)
  return events ?? (bySshd ? [] : undefined)
}
