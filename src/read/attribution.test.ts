import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { filesIn, made, needs, temporaryFolder } from '../../test/support/evidence.ts'
import { attribute, type AttributionOptions } from './attribution.ts'
import { openEvidence } from './open/open.ts'

const day = { year: 2026, month: 11, day: 21 }
const modifiedMs = Date.UTC(2026, 10, 22)

test('--host: the longest path that the source is or lies in', () => {
  const hosts = [
    { name: 'outer', path: 'logs' },
    { name: 'inner', path: './logs/inner/' },
    { name: 'packed', path: 'all.tar/web' },
  ]
  const host = (path: string, member?: string) => attribute({ path, ...(member === undefined ? {} : { member }) }, { hosts }).host
  assert.equal(host('logs/a.log'), 'outer')
  assert.equal(host('logs/inner/a.log'), 'inner')
  assert.equal(host('logs/innermost.log'), 'outer')
  assert.equal(host('logs-of-others/a.log'), undefined)
  assert.equal(host(join(process.cwd(), 'logs/inner/a.log')), 'inner')
  assert.equal(host('all.tar', 'web/a.log'), 'packed')
  assert.equal(host('all.tar', 'db/a.log'), undefined)
  assert.equal(host('-'), undefined)
})

test('--host outdoes a folder named like a host', () => {
  const folders = [{ name: 'web1.example.com', beside: [] }]
  assert.equal(attribute({ path: 'web1.example.com/log', folders }, {}).host, 'web1.example.com')
  assert.equal(attribute({ path: 'web1.example.com/log', folders }, { hosts: [{ name: 'other', path: 'web1.example.com' }] }).host, 'other')
})

const dated: readonly (readonly [world: string, path: string, options: AttributionOptions, hints: object])[] = [
  ['nothing is known but the time of change', 'rsync.log', {}, { modifiedMs }],
  ['the name says the day', 'bpcd/log.112126', {}, { date: { ...day, from: 'the file name log.112126' }, modifiedMs }],
  ['--date outdoes the name', 'log.010101', { date: day }, { date: { ...day, from: '--date' }, modifiedMs }],
  ['--zone', 'rsync.log', { zone: 'Europe/Berlin' }, { zone: 'Europe/Berlin', modifiedMs }],
  ['a log put aside on a day ends with it', 'messages-20261119', {}, { modifiedMs: Date.UTC(2026, 10, 20) }],
  ['a log put aside later than it changed', 'messages-20261219', {}, { modifiedMs }],
]

for (const [world, path, options, hints] of dated) test(`hints: ${world}`, () => assert.deepEqual(attribute({ path, modifiedMs }, options).hints, hints))

test('hints: a member of an archive is dated by its own name', () => {
  assert.deepEqual(attribute({ path: 'support-20260101.tar', member: 'x/log.112126' }, {}).hints, { date: { ...day, from: 'the file name log.112126' } })
})

test('only folders that the user named, or below them, say anything', needs('tar'), async (t) => {
  const top = filesIn(temporaryFolder(t), { 'server/10.0.0.9/case/client/web1.example.com/log': 'x\n' })
  const below = join(top, 'server/10.0.0.9/case')
  made('tar', ['-cf', join(below, 'client.tar'), '-C', join(below, 'client'), 'web1.example.com'])
  const said: (string | undefined)[][] = []
  for (const path of [below, join(below, 'client.tar'), join(below, 'client/web1.example.com/log')]) {
    for await (const opened of openEvidence([path])) {
      const { host, side } = attribute(opened, {})
      said.push([opened.member, host, side])
    }
  }
  assert.deepEqual(said, [
    [undefined, 'web1.example.com', 'client'],
    ['web1.example.com/log', 'web1.example.com', 'client'],
    ['web1.example.com/log', 'web1.example.com', 'client'],
    [undefined, undefined, undefined],
  ])
})
