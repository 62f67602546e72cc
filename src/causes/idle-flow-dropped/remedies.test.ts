import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { reportOn } from '../../cli/report.ts'

/** Keepalives help only where both times lie below what the evidence shows the limit to be at most. */
for (const name of ['capture-quiet-dropped', 'capture-quiet-expired', 'capture-quiet-reset', 'expired-in-the-table', 'amanda-mesg-forgotten'])
  test(`keepalives below the measured limit: ${name}`, async () => {
    const { incidents } = await reportOn([path.join(import.meta.dirname, 'cases', name, 'input')])
    const measured = incidents[0]?.measurements.find((one) => one.name === 'idle limit of the path')?.value
    const most = typeof measured === 'object' ? measured.below : measured
    const commands = incidents[0]?.remedies.flatMap((remedy) => remedy.commands).join('\n') ?? ''
    const [, time, interval] = /tcp_keepalive_time=(\d+) net\.ipv4\.tcp_keepalive_intvl=(\d+)/.exec(commands) ?? []
    assert.ok(typeof most === 'number' && Number(time) < most && Number(interval) < most, `${time} and ${interval} s, below ${most} s`)
  })
