import type { Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'

/** `ethtool IF`: `Duplex: Half`; `mii-tool -v` and Windows' adapter properties say it in one line with the speed. */
const duplexLine = /^\s{0,40}Duplex: (Half|Full)$/i

/** `show interfaces` of Cisco and its like: `Half-duplex, 100Mb/s, media type is RJ45`; `dladm show-ether`, `ifconfig`: `media: 100baseTX <half-duplex>`. */
const wordy = /^\s{0,40}(?:(Half|Full)[- ]duplex, \d{1,6} ?[MG]b\/s|media: .{1,60}<(half|full)-duplex)/i

/** `ethtool -S` of any driver, and switches: only frames that collided late and frames with a bad check sequence tell of duplex. */
const driverCounter = /^\s{0,40}((?:tx_|rx_)?(?:late_collisions?|single_late_collision|crc_errors|fcs_errors|frame_errors|align(?:ment)?_errors)): (\d{1,15})$/
const switchCounter = /(?:^|, ?)\s{0,20}(\d{1,15}) (late collisions?|CRC|runts)\b/g

/** How a link was negotiated and what it counts, at a host or a switch port. Evidence for causes, never a symptom. */
export const link: LineReader = {
  id: 'link',
  signs: [duplexLine, wordy, driverCounter, 'late collision', ' CRC', ' runts'],
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const { text } = line
  if (text.length > 200) return undefined
  const said = duplexLine.exec(text) ?? wordy.exec(text)
  if (said !== null) return [seen(line, source, 'duplex', (said[1] ?? said[2] ?? '').toLowerCase())]
  const counter = driverCounter.exec(text)
  if (counter !== null) return [seen(line, source, counter[1] ?? '', counter[2] ?? '')]
  if (!/\d (?:late collision|CRC|runts)/.test(text) || !/^[\s\d\w,()]{1,200}$/.test(text)) return undefined
  const counted = [...text.matchAll(switchCounter)].map(([, value = '', name = '']) => seen(line, source, name.replace(/collisions$/, 'collision'), value))
  return counted.length === 0 ? undefined : counted
}

function seen(line: LogLine, source: SourceContext, name: string, value: string): Event {
  return { ...eventBase(line, source, 'host'), kind: 'setting.seen', name, value }
}
