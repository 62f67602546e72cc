import assert from 'node:assert/strict'
import test from 'node:test'
import { Dating } from '../dating.ts'
import { logLine } from '../lines.ts'
import { link } from './link.ts'

function told(text: string): readonly string[] | undefined {
  const reading = link.open({ id: 's1', path: 'ethtool.txt', dating: new Dating('s1', {}), note: () => {} })
  const events = reading.read(logLine({ raw: text, line: 1 }), true)
  if (events === undefined || events === 'more') return undefined
  return events.flatMap((event) => (event.kind === 'setting.seen' ? [`${event.name} ${event.value}`] : []))
}

const lines: readonly (readonly [world: string, line: string, expected: readonly string[] | undefined])[] = [
  ['ethtool, half', '\tDuplex: Half', ['duplex half']],
  ['ethtool, full', '\tDuplex: Full', ['duplex full']],
  ['ethtool lists what the card could do', '\tSupported link modes:   10baseT/Half 10baseT/Full', undefined],
  ['a switch port', '  Half-duplex, 100Mb/s, media type is RJ45', ['duplex half']],
  ['ifconfig on FreeBSD', '\tmedia: Ethernet autoselect (100baseTX <half-duplex>)', ['duplex half']],
  ['a driver counts late collisions', '     tx_late_collisions: 41877', ['tx_late_collisions 41877']],
  ['ordinary collisions say nothing', '     collisions: 233120', undefined],
  ['a switch counts both', '     0 babbles, 4188 late collision, 0 deferred', ['late collision 4188']],
  ['a switch counts check sequence errors', '     5012 input errors, 5010 CRC, 2 frame, 0 overrun, 0 ignored', ['CRC 5010']],
  ['prose about duplex', 'we think the port is half duplex, could that be it?', undefined],
]

for (const [world, line, expected] of lines) test(world, () => assert.deepEqual(told(line), expected))
