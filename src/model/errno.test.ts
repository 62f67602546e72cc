import assert from 'node:assert/strict'
import test from 'node:test'
import { errnoInText } from './errno.ts'

const told: readonly (readonly [text: string, errno: string | undefined])[] = [
  ['write tcp 192.0.2.4:5->192.0.2.9:8000: wsasend: Eine vorhandene Verbindung wurde vom Remotehost geschlossen.', 'ECONNRESET'],
  ['rsync: read error: Die Verbindung wurde vom Kommunikationspartner zurückgesetzt (104)', 'ECONNRESET'],
  ["Une connexion existante a dû être fermée par l'hôte distant.", 'ECONNRESET'],
  ['Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte.', 'ECONNREFUSED'],
  ['ssh: connect to host 192.0.2.9 port 22: Verbindungsaufbau abgelehnt', 'ECONNREFUSED'],
  ['ssh: connect to host 192.0.2.9 port 22: Die Wartezeit für die Verbindung ist abgelaufen', 'ETIMEDOUT'],
  ['ssh: connect to host 192.0.2.9 port 22: Keine Route zum Zielrechner', 'EHOSTUNREACH'],
  ['socket read failed: errno = 73 - A connection with a remote socket was reset by that socket.', 'ECONNRESET'],
  ['cannot connect to db2, A remote host refused an attempted connect operation. (79)', 'ECONNREFUSED'],
  ['A remote host did not respond within the timeout period.', 'ETIMEDOUT'],
  ['A route to the remote host is not available.', 'EHOSTUNREACH'],
  ['There is no process to read data written to a pipe.', 'EPIPE'],
  ['Verbindung mit Remotehost hergestellt', undefined],
]

for (const [text, errno] of told) {
  test(`${errno ?? 'no errno'}: ${text.slice(0, 60)}`, () => {
    assert.equal(errnoInText(text), errno)
  })
}
