import assert from 'node:assert/strict'
import test from 'node:test'
import { reportOn } from '../src/cli/report.ts'
import { historyText } from '../src/render/history.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

const nights = ['2026-02-18', '2026-02-19', '2026-02-20', '2026-02-21']

/** One host's log of one night, as its rsync sends to a server that all of them share. */
function log(night: string, minute: number, fails: boolean): string {
  const at = (second: number): string => `${night.replaceAll('-', '/')} 02:0${minute}:${String(second).padStart(2, '0')} [70${minute}]`
  // No two nights fail at the same age.
  const last = fails && night === nights.at(-1) ? 15 : 22
  const end = fails
    ? `${at(last)} rsync: connection unexpectedly closed (2826 bytes received so far) [sender]\n${at(last)} rsync error: error in rsync protocol data stream (code 12) at io.c(228) [sender=3.2.7]\n`
    : `${at(last)} sent 2074309 bytes  received 608 bytes  total size 12145057\n`
  return `${at(1)} building file list\n${at(3)} >f+++++++++ srv/a${minute}\n${end}`
}

/** Every host has a log of every night; all fail in the third one, and `late` of them in the last one too. */
function logsOf(hosts: number, late: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: hosts }, (_, host) =>
      nights.map((night, index) => [`web${host + 1}/rsync-${night}.log`, log(night, host, index === 2 || (index === 3 && host < late))]),
    ).flat(),
  )
}

const worlds = [
  {
    world: 'five hosts that fail in one night and are well in the next',
    hosts: 5,
    late: 0,
    told: /^Backups of 5 hosts failed together: look first at what they share\. Later runs completed on all of them/,
    history: 'It failed in 5 of 20 runs; the last good run was 2026-02-21 02:04.',
  },
  {
    world: 'five hosts of which one fails again',
    hosts: 5,
    late: 1,
    told: /^Backups of 5 hosts failed together.*Treat the copies of these runs as incomplete: not on all of them/,
    history:
      'web1: failing since 2026-02-20 02:00, in all 2 runs since; the last good run was 2026-02-19 02:00. Since then: good runs take 21 s, this fails after 14 s. It failed 4 times in 4 other jobs too, which have completed since.',
  },
  {
    world: 'two hosts, which may be the ends of one backup',
    hosts: 2,
    late: 0,
    told: /^The backup failed\. A later run completed \(2026-02-21 02:0\d\): its copy is usable\.$/,
    history: 'It failed in 1 of 4 runs; the last good run was 2026-02-21 02:00.',
  },
]

for (const { world, hosts, late, told, history } of worlds) {
  test(world, async (context) => {
    const { incidents, clocks } = await reportOn([filesIn(temporaryFolder(context), logsOf(hosts, late))])
    const [incident] = incidents
    assert.ok(incident !== undefined)
    assert.match(incident.meaning, told)
    assert.equal(historyText(incident, clocks), history)
  })
}

test('ten clients whose connections one daemon saw break within seconds', async (context) => {
  const began = Array.from(
    { length: 10 },
    (_, host) => `2026/11/20 02:0${host}:07 [${4000 + host}] rsync to nightly/web${host} from web${host} (192.0.2.${host + 5})\n`,
  )
  const broke = began.map((_, host) => `2026/11/20 02:31:1${host} [${4000 + host}] rsync: [receiver] read error: Connection reset by peer (104)\n`)
  const { incidents } = await reportOn([filesIn(temporaryFolder(context), { 'rsyncd.log': [...began, ...broke].join('') })])
  assert.equal(incidents.length, 1)
  assert.match(incidents[0]?.meaning ?? '', /^Backups of 10 hosts failed together: look first at what they share\. Treat the copies/)
})
