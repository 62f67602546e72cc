import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import type { FlowDirection, FlowRecord } from '../../model/index.ts'
import { CaptureReader } from './capture.ts'

/** Captures beside what the kernels of both ends counted meanwhile: what is told of a flow must be what happened to it. */
const folder = path.join(import.meta.dirname, 'samples/counted')
const scenarios = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

interface Truth {
  /** Changes of nstat's counters. */
  readonly client: Readonly<Record<string, number>>
  readonly server: Readonly<Record<string, number>>
  readonly path: { readonly lost: number; readonly late: number; readonly twice: number }
  readonly connections: readonly {
    readonly rtoUs: number
    readonly rttUs: number
    readonly minRttUs: number
    readonly totalRetrans: number
    readonly bytesRetrans: number
    readonly dsackDups: number
    readonly reorderSeen: number
  }[]
}

function truthOf(scenario: string): Truth {
  return JSON.parse(readFileSync(path.join(folder, scenario, 'truth.json'), 'utf8'))
}

function flowsOf(scenario: string, end: 'client' | 'server'): readonly FlowRecord[] {
  const reader = new CaptureReader('s1')
  reader.feed(readFileSync(path.join(folder, scenario, `${end}.pcap`)))
  return reader.end().flows
}

/** What the client sent, of all its connections together. */
function total(scenario: string, end: 'client' | 'server', count: (direction: FlowDirection) => number): number {
  return flowsOf(scenario, end).reduce((sum, { opener }) => sum + count(opener), 0)
}

const counted = (scenario: string, name: string): number => truthOf(scenario).client[name] ?? 0

for (const scenario of scenarios) {
  test(`${scenario}: what the sender's capture calls certainly sent again is what its kernel sent again, connection by connection`, () => {
    const { connections } = truthOf(scenario)
    const flows = flowsOf(scenario, 'client')
    assert.deepEqual(
      flows.map(({ opener: { resends, resentBytes } }) => [
        resends.certain + resends.ofSyn,
        resends.partial,
        resends.holeFills,
        resends.reordered,
        resentBytes,
      ]),
      connections.map(({ totalRetrans, bytesRetrans }) => [totalRetrans, 0, 0, 0, bytesRetrans]),
    )
    const all = total(scenario, 'client', ({ resends }) => resends.certain + resends.ofSyn + resends.ofFin)
    assert.equal(all, counted(scenario, 'TcpRetransSegs'))
  })

  test(`${scenario}: why it was sent again is what the kernel did it for`, () => {
    assert.equal(
      total(scenario, 'client', ({ resends }) => resends.fast),
      counted(scenario, 'TcpExtTCPFastRetrans'),
    )
    // A probe may also carry new data, which is no resend.
    const probes = counted(scenario, 'TcpExtTCPLossProbes')
    const timeouts = counted(scenario, 'TcpExtTCPTimeouts') + counted(scenario, 'TcpExtTCPSlowStartRetrans')
    const ofSyn = total(scenario, 'client', ({ resends }) => resends.ofSyn)
    assert.equal(
      total(scenario, 'client', ({ resends }) => resends.timeout),
      timeouts - ofSyn,
    )
    const probed = total(scenario, 'client', ({ resends }) => resends.tailProbes)
    assert.ok(scenario === 'spurious' ? probed <= probes : probed === probes, `${probed} of ${probes}`)
  })

  test(`${scenario}: keepalives and probes of a closed window are those that the kernel counted`, () => {
    for (const end of ['client', 'server'] as const) {
      assert.equal(
        total(scenario, end, ({ keepalives }) => keepalives.count),
        counted(scenario, 'TcpExtTCPKeepAlive'),
      )
      assert.equal(
        total(scenario, end, ({ windowProbes }) => windowProbes.count),
        counted(scenario, 'TcpExtTCPWinProbe'),
      )
    }
  })

  test(`${scenario}: what was needless is what the other end had twice`, () => {
    const told = flowsOf(scenario, 'client').map(({ opener }) => opener.resends.needless)
    // The path itself doubles packets in one of them, which no resend did.
    const twice = truthOf(scenario).connections.map(({ dsackDups }) => (scenario === 'doubled' ? 0 : dsackDups))
    assert.deepEqual(told, twice)
  })

  test(`${scenario}: round trips and the timer are estimated as the kernel does`, () => {
    for (const [index, { minRttUs, rttUs, rtoUs }] of truthOf(scenario).connections.entries()) {
      const rtt = flowsOf(scenario, 'client')[index]?.opener.rtt
      assert.ok(rtt !== undefined && Math.abs(rtt.minUs - minRttUs) < 0.05 * minRttUs + 1000, `${rtt?.minUs} for ${minRttUs}`)
      // A late acknowledgment of a segment that was sent again is no sample here; the kernel has its timestamps.
      if (scenario === 'spurious') continue
      assert.ok(Math.abs(rtt.smoothedUs - rttUs) < 0.2 * rttUs, `${rtt.smoothedUs} for ${rttUs}`)
      // The kernel rounds up to its ticks of 4 ms.
      assert.ok(Math.abs(rtt.timeoutUs - rtoUs) < 0.03 * rtoUs, `${rtt.timeoutUs} for ${rtoUs}`)
    }
  })
}

test('lost before the receiver: its capture has a hole for each, filled later', () => {
  const again = truthOf('lossy').path.lost - lostAgain('lossy')
  const filled = total('lossy', 'server', ({ resends }) => resends.holeFills)
  assert.deepEqual([filled, total('lossy', 'server', ({ resends }) => resends.reordered + resends.certain + resends.partial)], [again, 0])
})

/** Of what the path lost, the resends. */
function lostAgain(scenario: string): number {
  return counted(scenario, 'TcpExtTCPLostRetransmit')
}

test('overtaken on the way: told as late at the receiver, not as lost', () => {
  const flows = flowsOf('reordered', 'server')
  assert.deepEqual(
    flows.map(({ opener: { resends } }) => [resends.reordered, resends.holeFills]),
    truthOf('reordered').connections.map(({ reorderSeen }) => [reorderSeen, 0]),
  )
})

test('doubled on the way: copies at the receiver, no resends', () => {
  assert.deepEqual(
    flowsOf('doubled', 'server').map(({ duplicatePackets, opener: { resends } }) => [duplicatePackets, resends.certain, resends.reordered]),
    truthOf('doubled').connections.map(({ dsackDups }) => [dsackDups, 0, 0]),
  )
})

test('missed by the tap: bytes that were acknowledged and never seen, nothing sent again, nothing lost', () => {
  for (const end of ['client', 'server'] as const) {
    const [flow] = flowsOf('tap-misses', end)
    assert.equal(flow?.opener.bytes === undefined ? undefined : flow.opener.bytes + flow.opener.ackedUnseenBytes, 90_000)
    assert.ok(flow?.captureLossBytes !== undefined && flow.captureLossBytes > 5000)
    const { certain, partial, holeFills, reordered } = flow.opener.resends
    assert.deepEqual([certain, partial, holeFills, reordered], [0, 0, 0, 0])
  }
})
