import assert from 'node:assert/strict'
import test from 'node:test'
import { assertEnds } from '../../test/support/processor-time.ts'
import { hostOf, sideOf } from './folder-meaning.ts'

/** `a|b|c/d`: folder `a` beside `b` and `c`, in it `d`. */
function folders(path: string) {
  return path.split('/').map((step) => ({ name: step.split('|')[0] ?? '', beside: step.includes('|') ? step.split('|') : [] }))
}

const sides: readonly (readonly [path: string, side: 'client' | 'server' | undefined])[] = [
  ['client', 'client'],
  ['case/Clients/x', 'client'],
  ['client-logs', 'client'],
  ['server/var-log-amanda/client', 'server'],
  ['amanda/client', 'client'],
  ['case/media', 'server'],
  ['media-server/x', 'server'],
  ['case/master_server', 'server'],
  ['root/home/media/usb', undefined],
  ['firewall', undefined],
  ['clientele', undefined],
  ['webserver', undefined],
  ['', undefined],
]

for (const [path, side] of sides) test(`the side of ${path}: ${side ?? 'not said'}`, () => assert.equal(sideOf(folders(path)), side))

const hosts: readonly (readonly [path: string, host: string | undefined])[] = [
  ['web1.example.com', 'web1.example.com'],
  ['case/server/web1.example.com/var/log', 'web1.example.com'],
  ['nas.local', 'nas.local'],
  ['10.0.0.5', '10.0.0.5'],
  ['web1.example.com/nas.local', undefined],
  ['nas|web1.example.com|mail.example.com', 'nas'],
  ['logs|web1.example.com|mail.example.com', undefined],
  ['web1|db02|nas1', 'web1'],
  ['prod-web-01|prod-db-01', 'prod-web-01'],
  ['web1', undefined],
  ['run1|run2|run3', undefined],
  ['backup1|backup2', undefined],
  ['web1|notes', undefined],
  ['client|server|firewall', undefined],
  ['logs/var/amanda/debug/cases/input', undefined],
  ['rsync-3.2.7', undefined],
  ['amanda-3.5.1.lab', undefined],
  ['logs.old', undefined],
  ['conf.d', undefined],
  ['backup.failed.eml', undefined],
  ['host.tar.gz', undefined],
  ['2026.11.21', undefined],
  ['v1.2', undefined],
  ['rsync.log.1', undefined],
  ['tmp.Xa3kd9', undefined],
]

for (const [path, host] of hosts) test(`the host of ${path}: ${host ?? 'not said'}`, () => assert.equal(hostOf(folders(path)), host))

test('ten thousand folders beside each other are judged in one look at them all', () => {
  const beside = Array.from({ length: 10_000 }, (_, index) => `customer${index}`)
  assertEnds(() => {
    for (const name of beside) assert.equal(hostOf([{ name, beside }]), undefined)
  }, 2_000)
})
