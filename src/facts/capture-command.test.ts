import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { captureFor, otherHost, portOf } from './capture-command.ts'
import { captureAtBothEnds, firewallStateLog, socketState } from './next-evidence.ts'

const connect = (peer: string, port?: number) => failure('connect.failed', { errno: 'ECONNREFUSED', peer, ...(port === undefined ? {} : { port }) })

test('the other host: an address behind a name is taken', () => assert.equal(otherHost(evidenceOf(connect('store (192.0.2.1)'))), '192.0.2.1'))
test('the other host: what is no host never reaches a command', () => assert.equal(otherHost(evidenceOf(connect("x'; rm -rf /; '"))), 'OTHER_HOST'))
test('the port: as the line says it', () => assert.equal(portOf(evidenceOf(connect('store', 10_873))), 10_873))
test('the capture: a product without a port in its lines', () => {
  const closed = failure('connection.closed', {}, { system: 'proxmox' })
  assert.match(captureFor(evidenceOf(closed)), /^tcpdump -i any -nn -s 128 -C 100 -W 20 .* 'host OTHER_HOST and tcp port 8007'$/)
})
test('the capture: rsync over ssh', () => {
  const [closed, ssh] = [failure('connection.closed', {}), failure('connection.closed', {}, { system: 'ssh' })]
  assert.match(captureFor(evidenceOf(closed, ssh)), /tcp port 22'$/)
})
test('next steps: the same for every cause that asks', () => {
  const evidence = evidenceOf(failure('connection.closed', {}))
  assert.deepEqual(captureAtBothEnds(evidence), captureAtBothEnds(evidence))
  // rsync runs over ssh as often as against a daemon.
  assert.match(socketState(evidence).command, /:873 .*:22 /)
  assert.match(firewallStateLog(evidence).command, / -d OTHER_HOST/)
})
