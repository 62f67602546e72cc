import assert from 'node:assert/strict'
import test from 'node:test'
import { causes } from '../src/causes/index.ts'
import type { CauseId, Event } from '../src/model/index.ts'
import { evidenceOf, failure, made } from './hand-made.ts'

function commandsOf(id: CauseId, ...events: readonly Event[]): string {
  const cause = causes.find((one) => one.id === id)
  const evidence = evidenceOf(...events)
  const outcome = cause?.weigh(evidence)
  assert.ok(cause !== undefined && outcome?.outcome === 'explains', outcome?.outcome ?? 'no such cause')
  return [outcome.headline, outcome.summary, ...cause.remedies(evidence, outcome).flatMap(({ text, commands }) => [text, ...commands])].join('\n')
}

const limit = (name: string) => failure('limit.reached', { limit: name }, { system: 'ssh', quote: name })
const timer = (name: string) => failure('timer.expired', { timer: name, setting: name }, { system: 'amanda' })
const vanished = failure('source.failed', { reason: 'vanished', partial: true, path: '/var/spool/a' })
const exit24 = failure('program.exited', { code: 24 }, { symptom: 'echo' })
const unreachable = failure('connect.failed', { errno: 'EHOSTUNREACH' }, { system: 'other' })
const hostKey = failure('access.refused', { reason: 'authentication', detail: 'host key' }, { system: 'ssh', quote: 'Host key for vault has changed' })
const offending = made('setting.seen', { name: 'offending host key', value: '/root/.ssh/known_hosts:14' }, { system: 'ssh' })
const guess = failure('port.probed', { peer: '192.0.2.9' }, { system: 'ssh', quote: 'Connection closed by invalid user admin 192.0.2.9 [preauth]' })

const worlds: readonly (readonly [world: string, told: () => string, says: RegExp, saysNot: RegExp])[] = [
  ['MaxStartups', () => commandsOf('server-limit-reached', limit('MaxStartups')), /MaxStartups/, /PerSourcePenalt/],
  ['a penalty', () => commandsOf('server-limit-reached', limit('PerSourcePenalties')), /PerSourcePenaltyExemptList/, /MaxStartups 50/],
  ['data timeout', () => commandsOf('application-timeout', timer('dtimeout')), /dtimeout 3600/, /dtimeout 1800|etimeout/],
  ['no reply', () => commandsOf('application-timeout', timer('REP timeout')), /amcheck -c[\s\S]*etimeout 600/, /dtimeout/],
  ['vanished files', () => commandsOf('source-unreadable', vanished, exit24), /1 file vanished[\s\S]*-eq 24/, /findmnt/],
  ['nobody there', () => commandsOf('path-lost', unreachable), /Is it up\?/, /tcp_retries2/],
  ['a changed host key', () => commandsOf('name-or-access-refused', hostKey, offending), /line 14 of[\s\S]*ssh-keygen -R vault/, /-R HOST/],
  ['a password guesser', () => commandsOf('port-probe', guess), /password guesser/, /without a byte|port scan/],
  ['a full disk', () => commandsOf('disk-full', failure('storage.full', { role: 'receiver' })), /implies --delete/, /With --delete,/],
]

for (const [world, told, says, saysNot] of worlds) {
  test(`what to do about ${world}`, () => {
    const text = told()
    assert.match(text, says)
    assert.doesNotMatch(text, saysNot)
  })
}
