import type { Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { bootRecord } from './boot-record.ts'
import { inetdLines } from './inetd-lines.ts'
import { kernelLines } from './kernel-lines.ts'
import { missingLines } from './missing-lines.ts'
import { MtrReport } from './mtr-report.ts'
import { OomKills } from './oom-kill.ts'
import { PortScan } from './port-scan.ts'
import { PortTrials, trialSigns } from './port-trials.ts'
import { PingSizes } from './ping-sizes.ts'
import { isBootLine, serviceLines } from './service-lines.ts'
import { shellLines } from './shell-lines.ts'
import { SilentMounts } from './silent-mounts.ts'

const mayBeHost =
  /oom-kill|[Kk]ill|segfault|traps: |on signal|dumped core|table full|able overflow|[Ll]ink|arrier|WATCHDOG|shrunk|uncloaked|SYN flood|tcp_mem|orphaned|not respond|smb_\w|cifs_mount|data on socket|ping timeout|conn error|after recovery|I\/O error|PM: |estarting|oom_reaper|process exited|\.mount: |Failed to mount|ependency failed|with result|\(code=exited, |: (?:command )?not found$|command not found: |nknown command|executable file not found|FileNotFoundError|No module named |is not allowed to execute|locate executable|at step EXEC|untime |Unit Hang|Reset adapter|imed out|with signal|leep|[Ss]ystem |: line \d|Terminated|\d Killed|Segmentation|Aborted|Hangup|sending signal|124\)?\.?$|packets transmitted|rag needed|essage too long|pmtu \d|Packets: Sent|bytes from|PING |Pinging |be fragmented|ping-restart|giving up after |LCP term|Connection terminated\.|^\d{1,5}\/tcp +|Nmap scan|^PORT +STATE|Stopping |^reboot +system boot |^ *system boot +|\.\|-- | Loss% |\d\.\d% +\d|ping stat|rtt min|round-trip|Linux version|Startup finished|Booting Linux|-- (?:Reboot|Boot)|TLS handshake error from|accept error/

/** The operating system: kernel, systemd and shell lines that say what the host did to a backup; ping's counts. */
export const host: LineReader = {
  id: 'host',
  eachAlone: true,
  signs: [mayBeHost, ...trialSigns, 'kernel', 'inetd'],
  open: (source) => new HostReading(source),
}

const rules: readonly LineRule[] = [...kernelLines, ...serviceLines, ...shellLines, ...missingLines]
const kernelTag = /^(?:<\d{1,3}>|kern {2}:\w+ {1,3}: )/

class HostReading implements LineReading {
  readonly #source: SourceContext
  readonly #kills = new OomKills()
  readonly #mounts = new SilentMounts()
  readonly #pings = new PingSizes()
  readonly #mtr = new MtrReport()
  readonly #scan = new PortScan()
  readonly #trials = new PortTrials()

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const byKernel = line.prefix?.program === 'kernel'
    if (/^x?inetd$/.test(line.prefix?.program ?? '')) return this.#told(line, inetdLines)
    const tried = line.prefix === undefined ? this.#trials.read(line.text.trim(), line.line, () => eventBase(line, this.#source, 'host')) : undefined
    if (tried !== undefined) return tried
    if (!byKernel && !mayBeHost.test(line.text)) return undefined
    const events = this.#events(line)
    return events ?? (byKernel ? [] : undefined)
  }

  #told(line: LogLine, among: readonly LineRule[]): readonly Event[] | undefined {
    const { text, when } = timedText(line, this.#source)
    return applyRules(among, text.trimStart(), () => eventBase(line, this.#source, 'host', when))
  }

  #events(line: LogLine): readonly Event[] | undefined {
    const untagged = line.prefix === undefined && kernelTag.test(line.text) ? { ...line, text: line.text.replace(kernelTag, '') } : line
    const { text, when } = timedText(untagged, this.#source)
    const base = () => eventBase(line, this.#source, 'host', when)
    const said = text.trimStart()
    if (isBootLine(said)) return this.#booted(line, said, base)
    const report = this.#mtr.read(said, base) ?? this.#scan.read(said, base) ?? bootRecord(said, line, this.#source)
    if (report !== undefined) return report
    const sizes = this.#pings.read(said, base)
    const events = this.#kills.read(said, line.line, base) ?? this.#mounts.read(said, applyRules(rules, said, base), base)
    return sizes.length === 0 ? events : [...(events ?? []), ...sizes]
  }

  end(): readonly Event[] {
    return [...this.#mounts.end(), ...this.#mtr.take(), ...this.#scan.take(), ...this.#trials.end()]
  }

  /** A log that begins with a boot shows a log's beginning; one that holds a boot further down shows a restart. */
  #booted(line: LogLine, text: string, base: () => ReturnType<typeof eventBase>): readonly Event[] {
    const dated = line.prefix !== undefined || text.startsWith('--')
    return dated && line.line > 1 ? [{ ...base(), kind: 'host.restarted', detail: text.slice(0, 80) }] : []
  }
}
