import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { reportOn } from '../src/cli/report.ts'
import { temporaryFolder } from './support/evidence.ts'

const src = join(import.meta.dirname, '..', 'src')

/** Logs and how many times they stand one after the other: the lines of failures that were compared each with each took hours. */
const worlds: readonly (readonly [world: string, path: string, times: number])[] = [
  ['a host that starts, sleeps and runs out of memory again and again', 'read/host/samples/kernel.log', 1_000],
  ['a firewall that forgets session after session', 'causes/firewall-state-lost/cases/many-sessions-unknown-at-once/input/fw1.log', 1_500],
  ['firewalls of which one knows each session and the other does not', 'causes/flow-moved/cases/second-firewall-does-not-know-it/input/firewalls.log', 3_000],
  ['a daemon whose transfers are stopped', 'causes/stopped-by-operator/cases/interrupted-at-the-terminal/input/server/rsyncd.log', 2_000],
  ["a server's log of one night over and over", 'causes/local-pipe-broken/cases/echo-of-a-reset/input/server/amdump.1', 1_000],
]

test('one failure beside the log of a firewall that tells of very many sessions of others', { timeout: 120_000 }, async (t) => {
  const sessions = Array.from({ length: 15_000 }, (_, index) => {
    const time = new Date(index * 1_000).toISOString().slice(11, 19)
    const ends = `outside:192.0.2.${(index % 250) + 1}/${1_024 + index} to inside:198.51.100.${(index % 200) + 1}/873`
    return `Nov 21 ${time} fw1 : %ASA-6-302014: Teardown TCP connection ${index} for ${ends} duration 0:00:30 bytes 1000 TCP FINs`
  })
  const failure = '2026/11/21 01:43:31 [4242] rsync: [sender] write error: Connection reset by peer (104)'
  const file = join(temporaryFolder(t), 'firewall.log')
  writeFileSync(file, [...sessions, failure, ''].join('\n'))
  const { incidents } = await reportOn([file])
  assert.deepEqual(
    incidents.map(({ symptoms }) => symptoms.map(({ at }) => at)),
    [[{ source: 's1', line: 15_001 }]],
  )
})

for (const [world, path, times] of worlds) {
  test(`told a thousand times: ${world}`, { timeout: 120_000 }, async (t) => {
    const once = readFileSync(join(src, path), 'utf8')
    const file = join(temporaryFolder(t), 'many.log')
    writeFileSync(file, once.repeat(times))
    const { incidents, sources, notices } = await reportOn([file])
    assert.ok(incidents.length > 0)
    assert.equal(sources[0]?.read.lines, (once.split('\n').length - 1) * times)
    for (const { symptoms, findings } of incidents) {
      assert.ok(symptoms.length <= 500)
      for (const { accountsFor } of findings) for (const at of accountsFor) assert.ok(at >= 0 && at < symptoms.length)
    }
    const many = incidents.some(({ symptoms }) => symptoms.length === 500)
    assert.equal(
      notices.some(({ id }) => id === 'left-out'),
      many,
    )
  })
}
