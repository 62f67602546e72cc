import { type Errno, type Event, type EventBase, errnoInText } from '../../model/index.ts'
import { backupPorts } from './port-scan.ts'

/** Lines of telnet, the netcats and Test-NetConnection hold one of these. */
export const trialSigns: readonly string[] = [
  ...['Trying ', 'Connected to ', 'Escape character', 'telnet', 'Connecting To ', 'by foreign host', '@RSYNCD: '],
  ...['nc -', 'nc: connect', 'netcat', 'Ncat', '[tcp/', '/dev/tcp/', ') open', ') : Connection', ') : No route', ') : Network is', ') : Operation'],
  ...[
    'TCP connect to',
    'Ping to ',
    'NetConnection',
    'tnc ',
    'ComputerName  ',
    'RemoteAddress  ',
    'RemotePort  ',
    'NameResolutionResults',
    'InterfaceAlias',
    'InterfaceDescription',
  ],
  ...['SourceAddress  ', 'NetRoute (', 'PingSucceeded', 'PingReplyDetails', 'TcpTestSucceeded'],
]

/** What the signs say, for lines that are offered for another's. */
const mayBeTrial =
  /^Trying |^Connected to |^Escape character|telnet|\b[Nn]c(?:at)?\b|^@RSYNCD: |\[tcp\/|\] \d{1,5} \(|\/dev\/tcp\/|^Connecting To |foreign host|TCP connect to|Ping to |NetConnection|\btnc\b|^(?:ComputerName|Remote|NameRes|Interface|Source|NetRoute|Ping|TcpTest)/

const prompt = String.raw`^(?:[\w.@~:/()\[\] -]{0,60}[$#>%] ?)?`
const command = new RegExp(String.raw`${prompt}(?:sudo )?(?:telnet|nc|ncat|netcat)(?: -\w{1,6}(?: \d{1,4})?){0,5} ([\w.:-]{1,120}) (\d{1,5})\s*$`)
const cmdlet = new RegExp(String.raw`${prompt}(?:Test-NetConnection|tnc)(?: -ComputerName)? ([\w.:-]{1,120}) -(?:Port|p) (\d{1,5})\s*$`, 'i')
const trying = /^Trying ([\da-f.:]{3,45}?)\.\.\.\s*(\S.*)?$/
const connected = /^Connected to (\S{1,120}?)\.?$/
const telnetFailed = /^telnet: .{1,160}: (Connection refused|(?:Connection|Operation) timed out|No route to host|Network is unreachable)$/
const windowsTelnet = /^Connecting To (\S{1,120}?)\.\.\.\s?Could not open connection to the host, on port (\d{1,5}): Connect failed$/
const reasons = '(timed out|Connection refused|(?:Connection|Operation) timed out|No route to host|Network is unreachable)'
const ncFailed = new RegExp(
  String.raw`^(?:nc|netcat|ncat): connectx? to (\S{1,120}?)(?: \([\da-f.:]{3,45}\))? port (\d{1,5}) \(tcp\) (?:failed: )?${reasons}(?:: Operation now in progress)?$`,
)
const ncAccepted = /^Connection to (\S{1,120}?)(?: \([\da-f.:]{3,45}\))?,? (?:port )?(\d{1,5}) (?:port )?\[tcp\/\S{1,40}\] succeeded!$/
const oldNc = new RegExp(String.raw`^\S{1,120} \[([\da-f.:]{3,45})\] (\d{1,5}) \(\S{1,40}\)(?: :)? (open|${reasons.slice(1)}$`)
const ncatAccepted = /^Ncat: Connected to \[?([\w.:-]{1,120}?)\]?:(\d{1,5})\.$/
const ncatFailed = /^Ncat: (Connection refused|Connection timed out|TIMEOUT|No route to host|Network is unreachable)\.$/
const ncatWords = /^Ncat: (?:Version |\d{1,12} bytes sent|Idle timeout )/
const shell =
  /^-?(?:ba)?sh: (?:line \d{1,5}: )?\/dev\/tcp\/([\w.:-]{1,120})\/(\d{1,5}): (Connection refused|(?:Connection|Operation) timed out|No route to host)$/
/** What an rsync daemon says first to whoever connects. */
const rsyncGreeting = /^@RSYNCD: \d{1,3}(?:\.\d{1,3})?(?: [\w ,-]{1,200})?$/
const warned = /^WARNING: TCP connect to \(?([\w.:-]{1,120}?) ?: ?(\d{1,5})\)? failed$/
const pingWarned = /^WARNING: Ping to \S{1,120} failed\b/
const row =
  /^(ComputerName|RemoteAddress|RemotePort|NameResolutionResults|InterfaceAlias|InterfaceDescription|SourceAddress|NetRoute \(NextHop\)|PingSucceeded|PingReplyDetails \(RTT\)|TcpTestSucceeded)\s{0,30}: ?(.{0,200})$/

/** `failed`: the tool does not tell a refusal from silence. */
type Outcome = 'accepted' | 'failed' | Errno

interface Target {
  readonly peer?: string
  readonly port?: number
}

interface Trial extends Target {
  readonly outcome: Outcome
  readonly base: EventBase
}

/** Lines of one trial stand together; after so many others a bare answer is another program's. */
const reachLines = 8

/** What somebody met who tried a port by hand: with telnet, a netcat, bash or Test-NetConnection. */
export class PortTrials {
  readonly #trials: Trial[] = []
  readonly #pings: Event[] = []
  #pending: (Target & { readonly line: number; readonly accepted?: true }) | undefined
  #table: Target = {}

  /** Undefined when the line is none of a trial. */
  read(text: string, line: number, base: () => EventBase): readonly Event[] | undefined {
    if (text.length > 400 || !mayBeTrial.test(text)) return undefined
    if (this.#pending !== undefined && line - this.#pending.line > reachLines) this.#pending = undefined
    const asked = command.exec(text) ?? cmdlet.exec(text)
    if (asked !== null) {
      this.#pending = { peer: asked[1] ?? '', port: Number(asked[2]), line }
      return []
    }
    return (this.#telnet(text, line, base) ?? this.#netcat(text, base) ?? this.#netConnection(text, base)) ? [] : undefined
  }

  /** A trial of a backup's port is the failure or shows that it is none; of another port only where no backup's was tried. */
  end(): readonly Event[] {
    const trials = this.#trials.filter(
      (trial, index) => !this.#trials.slice(0, index).some((before) => before.outcome === trial.outcome && isSame(before, trial)),
    )
    const ofBackup = trials.some(({ port }) => port !== undefined && backupPorts.has(port))
    const isSymptom = (trial: Trial) =>
      (!ofBackup || (trial.port !== undefined && backupPorts.has(trial.port))) && !trials.some((other) => other.outcome === 'accepted' && isSame(other, trial))
    return [...this.#pings, ...trials.map((trial) => told(trial, isSymptom(trial)))]
  }

  #telnet(text: string, line: number, base: () => EventBase): true | undefined {
    const tried = trying.exec(text)
    if (tried !== null) {
      this.#pending = { peer: tried[1] ?? '', ...this.#pending, line }
      if (tried[2] !== undefined) this.#telnet(tried[2], line, base)
      return true
    }
    const windows = windowsTelnet.exec(text)
    if (windows !== null) return this.#add({ peer: windows[1] ?? '', port: Number(windows[2]), outcome: 'failed', base: base() })
    const failed = telnetFailed.exec(text)
    if (failed !== null) return this.#add({ ...this.#target(), outcome: errnoOf(failed[1] ?? ''), base: base() })
    if (rsyncGreeting.test(text)) return this.#add({ port: 873, ...this.#target(), outcome: 'accepted', base: base() })
    if (this.#pending === undefined) return undefined
    if (connected.test(text)) {
      this.#pending = { ...this.#pending, line, accepted: true }
      return this.#add({ ...this.#target(), outcome: 'accepted', base: base() })
    }
    // Who speaks no protocol is shown out: the daemon's greeting came, or the caller said nothing.
    return /^Escape character is '.{1,4}'\.?$/.test(text) || (this.#pending.accepted === true && /^Connection closed by foreign host\.$/.test(text))
      ? true
      : undefined
  }

  #netcat(text: string, base: () => EventBase): true | undefined {
    const named = ncFailed.exec(text) ?? oldNc.exec(text) ?? shell.exec(text)
    if (named !== null) {
      const [, peer = '', port, reason = ''] = named
      return this.#add({ peer, port: Number(port), outcome: reason === 'open' ? 'accepted' : errnoOf(reason), base: base() })
    }
    const accepted = ncAccepted.exec(text) ?? ncatAccepted.exec(text)
    if (accepted !== null) return this.#add({ peer: accepted[1] ?? '', port: Number(accepted[2]), outcome: 'accepted', base: base() })
    const bare = ncatFailed.exec(text)
    if (bare !== null) return this.#add({ ...this.#target(), outcome: errnoOf(bare[1] ?? ''), base: base() })
    return ncatWords.test(text) ? true : undefined
  }

  #netConnection(text: string, base: () => EventBase): true | undefined {
    const failed = warned.exec(text)
    if (failed !== null) return this.#add({ peer: failed[1] ?? '', port: Number(failed[2]), outcome: 'failed', base: base() })
    if (pingWarned.test(text)) return true
    const [, name = '', value = ''] = row.exec(text) ?? []
    if (name === '') return undefined
    if (name === 'ComputerName') this.#table = { peer: value.trim() }
    if (name === 'RemoteAddress') this.#table = { ...this.#table, peer: value.trim() }
    if (name === 'RemotePort') this.#table = { ...this.#table, port: Number(value) }
    if (name === 'PingSucceeded' && /^True/i.test(value)) this.#pings.push({ ...base(), kind: 'setting.seen', name: 'ping', value: 'answered 1 of 1' })
    return name === 'TcpTestSucceeded' ? this.#add({ ...this.#table, outcome: /^True/i.test(value) ? 'accepted' : 'failed', base: base() }) : true
  }

  #target(): Target {
    const { peer, port } = this.#pending ?? {}
    return { ...(peer === undefined ? {} : { peer }), ...(port === undefined ? {} : { port }) }
  }

  #add(trial: Trial): true {
    this.#trials.push(trial)
    return true
  }
}

function isSame(a: Target, b: Target): boolean {
  return a.port === b.port && a.peer === b.peer
}

function errnoOf(words: string): Errno {
  return errnoInText(words) ?? 'ETIMEDOUT'
}

function told({ peer, port, outcome, base }: Trial, isSymptom: boolean): Event {
  const target = { ...(peer === undefined ? {} : { peer }), ...(port === undefined ? {} : { port }) }
  const symptom = isSymptom ? { symptom: 'specific' as const } : {}
  if (outcome === 'accepted') return { ...base, kind: 'port.tried', accepted: true, ...target }
  if (outcome === 'failed') return { ...base, kind: 'port.tried', accepted: false, ...target, ...symptom }
  return { ...base, kind: 'connect.failed', errno: outcome, ...target, ...symptom }
}
