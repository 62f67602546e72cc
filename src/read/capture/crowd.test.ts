import assert from 'node:assert/strict'
import test from 'node:test'
import { handshake, pcap, type Segment, timed } from '../../../test/support/hand-made-frames.ts'
import { thousands } from '../../model/index.ts'
import { CaptureReader } from './capture.ts'
import { Crowd } from './crowd.ts'
import { Flows } from './flows.ts'
import { Framing } from './framing.ts'
import { noteTexts } from '../note.ts'

const ms = 1000
const data = (at: number, seq: number, length: number): Segment => ({ at, seq, ack: 1, data: length, flags: 'PA' })

test('a crowd: the healthy are counted, trouble is told', () => {
  const crowd = Array.from({ length: 1500 }, (_, n): readonly Segment[] => {
    const ports = [10_000 + n, 873] as const
    const at = n * ms
    const last: Segment =
      n % 100 === 7 ? { at: at + 500, back: true, seq: 1, ack: 11, flags: 'RA', ports } : { at: at + 500, back: true, seq: 1, ack: 11, ports }
    return [...handshake().map((one) => ({ ...one, at: at + (one.at ?? 0), ports })), { ...data(at + 300, 1, 10), ports }, last]
  }).flat()
  const reader = new CaptureReader('s1')
  reader.feed(pcap(timed(crowd)))
  const { capture, flows } = reader.end()
  assert.equal(capture.flows, 1500)
  assert.equal(flows.filter((flow) => flow.ending.how === 'reset').length, 15)
  assert.equal(flows.length + capture.flowsNotListed, 1500)
  assert.ok(capture.flowsNotListed > 400)
})

test('a day of short connections takes the room of those open at a time', () => {
  const flows = new Flows()
  const crowd = new Crowd(flows, () => ({ source: 's1', clock: 'c', captureEndUs: flows.lastUs, streamsMatch: true }))
  const framing = new Framing(flows)
  framing.feed(pcap([]))
  const connections = 30_000
  for (let n = 0; n < connections; n += 1) {
    const ports = [1024 + (n % 50_000), 873] as const
    const at = n * 20 * ms
    const closed: readonly Segment[] = [
      { at: at + 300, seq: 1, ack: 1, flags: 'FA', ports },
      { at: at + 400, back: true, seq: 1, ack: 2, flags: 'FA', ports },
    ]
    framing.feed(pcap(timed([...handshake().map((one) => ({ ...one, at: at + (one.at ?? 0), ports })), ...closed])).subarray(24))
  }
  const told = crowd.finish()
  assert.equal(crowd.total, connections)
  assert.equal(told.length + crowd.notListed, connections)
  assert.ok(flows.tracker.state.end < connections / 3, `${flows.tracker.state.end} slots`)
})

test('thousands that end alike: the first and the largest are told, the others counted', () => {
  const connections = 4000
  const largest = 3210
  const crowd = Array.from({ length: connections }, (_, n): readonly Segment[] => {
    const ports = [10_000 + n, 873] as const
    const at = n * ms
    const sent = n === largest ? 1400 : 10
    return [
      ...handshake().map((one) => ({ ...one, at: at + (one.at ?? 0), ports })),
      { ...data(at + 300, 1, sent), ports },
      { at: at + 500, back: true, seq: 1, ack: 1 + sent, flags: 'RA', ports },
    ]
  }).flat()
  const reader = new CaptureReader('s1')
  reader.feed(pcap(timed(crowd)))
  const { capture, flows, notes } = reader.end()
  assert.equal(capture.flows, connections)
  assert.equal(flows.length + capture.flowsNotListed, connections)
  assert.ok(flows.length < connections / 2)
  assert.ok(flows.some(({ tuple }) => tuple.from.port === 10_000) && flows.some(({ tuple }) => tuple.from.port === 10_000 + largest))
  assert.match(noteTexts(notes).join(), new RegExp(`${thousands(capture.flowsNotListed)} of 4,000 connections ended like others`))
})
