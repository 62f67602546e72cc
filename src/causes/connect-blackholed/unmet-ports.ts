import { otherHost } from '../../facts/capture-command.ts'
import { count, duration, type Evidence, explains, type EventOf, type Outcome, supporting } from '../../model/index.ts'

/** Amanda's bsd methods: the client announces ports of its own, and the server connects to each of them. */
export function unmetPorts(evidence: Evidence): readonly EventOf<'listener.expired'>[] {
  const unmet = evidence.of('listener.expired').filter(({ system, symptom }) => system === 'amanda' && symptom !== undefined)
  const met = evidence.of('connection.opened').some(({ system, run }) => system === 'amanda' && unmet.some((event) => event.run === run))
  return met ? [] : unmet
}

/** The client waited on every port that it had announced, and no connection came to any: the server's requests, or the announcement, went astray. */
export function byUnmetPorts(unmet: readonly EventOf<'listener.expired'>[], evidence: Evidence): Outcome {
  const [first] = unmet
  const waited = first?.limitUs === undefined ? '' : ` within ${duration(first.limitUs)}`
  return explains('weak', {
    headline: "The server's connections never reached the ports that the Amanda client opened for it",
    summary: `The client announced ports to the server and waited; ${count(unmet.length, 'port')} met no connection${waited}. With the bsd methods the server connects back to ports that change with every dump: a device or a packet filter that knows only port 10080 discards those requests, and one that rewrites addresses sends them astray. A server that gave up before it connected looks the same from here.`,
    accountsFor: evidence.symptoms.filter(({ kind }) => kind === 'listener.expired' || kind === 'run.ended'),
    evidence: unmet.slice(0, 3).map((event) => supporting(event, `waited in vain${event.limitUs === undefined ? '' : ` for ${duration(event.limitUs)}`}`)),
    next: [
      {
        what: "The dumper's words on the server for the same minute, and whether its requests leave the server and reach the client while a dump begins",
        command: `grep -hE 'stream_client|connect' /var/log/amanda/server/*/dumper*.debug | tail -n 20; tcpdump -i any -nn 'host ${otherHost(evidence)} and tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'`,
        separates: ['connect-blackholed', 'port-rejected', 'path-lost', 'peer-process-died'],
      },
    ],
  })
}
