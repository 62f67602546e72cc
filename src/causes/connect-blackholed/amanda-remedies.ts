import type { Evidence, Remedy } from '../../model/index.ts'

/** IANA's port of amandad; bsd asks it over UDP, bsdtcp over TCP (amanda-auth(7)). */
const amandaPort = 10_080

/** How the server reaches amandad: by datagram, by its own TCP connection, or through another program. */
export function amandaAuth(evidence: Evidence): string | undefined {
  return evidence.of('setting.seen').findLast(({ name }) => name === 'auth')?.value
}

/** An Amanda client that never acknowledges: its amandad is not started, or the request or the answer is lost on the way. */
export function amandaRemedies(evidence: Evidence): readonly Remedy[] {
  const auth = amandaAuth(evidence)
  if (auth === 'ssh') return [overSsh]
  if (auth === 'bsdtcp' || auth === 'bsdudp' || auth === 'bsd') return [startAmandad(auth), letThrough(auth)]
  return [whichAuth, startAmandad(undefined), letThrough(undefined)]
}

const whichAuth: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'See which authentication the disk list entry uses, for the port follows from it: bsd and bsdudp ask UDP 10080, bsdtcp connects to TCP 10080, ssh to TCP 22. Both ends must use the same one.',
  commands: ['amadmin CONFIG disklist CLIENT DISK | grep -i auth', 'grep -rn auth /etc/amanda/CONFIG/'],
  risk: 'None: this only looks.',
  undo: 'Nothing to undo.',
  check: "It is the `-auth=` of the client's amandad line.",
}

function startAmandad(auth: string | undefined): Remedy {
  const udp = auth === 'bsd' || auth === 'bsdudp'
  const socket = auth === undefined ? 'ss -lunp sport = :10080; ss -ltnp sport = :10080' : `ss -l${udp ? 'u' : 't'}np sport = :${amandaPort}`
  const inetd = udp
    ? `amanda dgram udp wait backup /usr/lib/amanda/amandad amandad -auth=${auth} amdump`
    : 'amanda stream tcp nowait backup /usr/lib/amanda/amandad amandad -auth=bsdtcp amdump'
  return {
    kind: 'fix',
    where: 'the Amanda client',
    text: `See whether anything waits on ${auth === undefined ? 'port 10080' : udp ? 'UDP 10080' : 'TCP 10080'} and starts amandad: inetd, xinetd or a systemd socket. A datagram to a port where nobody listens is refused without the server's noticing: it waits just the same.`,
    commands: [
      socket,
      'systemctl status amanda.socket amanda-udp.socket xinetd inetd openbsd-inetd',
      'grep -rn amandad /etc/inetd.conf /etc/xinetd.d/   # xinetd: disable = no; socket_type and protocol must fit `-auth=`',
      `${inetd}   # the line for inetd.conf`,
      'ls -t /var/log/amanda/amandad* /tmp/amanda/amandad* | head -3   # a new debug file for each request: none means that none arrived',
    ],
    risk: 'None; a restart of inetd or xinetd leaves running dumps alone.',
    undo: 'Restore the former line.',
    check: 'amcheck -c CONFIG CLIENT reports 0 problems.',
  }
}

function letThrough(auth: string | undefined): Remedy {
  const udp = auth !== 'bsdtcp'
  return {
    kind: 'fix',
    where: "every firewall between server and client, the hosts' own too",
    text: udp
      ? 'Let UDP 10080 through from the server, and the answers back: bsd sends from a reserved port (below 1024; `reserved-udp-port`). The dump itself then needs TCP ports of `reserved-tcp-port` and `unreserved-tcp-port`, or the conntrack helper. bsdtcp needs TCP 10080 alone.'
      : 'Let TCP 10080 through from the server to the client: with bsdtcp all streams share that one connection.',
    commands: [
      udp
        ? 'nft insert rule inet filter input udp dport 10080 ip saddr SERVER accept   # on the client'
        : 'nft insert rule inet filter input tcp dport 10080 ip saddr SERVER accept   # on the client',
      `tcpdump -i any -nn 'port ${amandaPort} and host SERVER'   # on the client, while amcheck runs: does the request arrive, does an answer leave?`,
    ],
    risk: 'The client answers that server; limit the rule to its address.',
    undo: 'Remove the rule (nft -a list ruleset shows its handle).',
    check: 'amcheck -c CONFIG CLIENT reports 0 problems.',
  }
}

const overSsh: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'With auth ssh the request travels over ssh: log in by hand as the Amanda user, with the key the configuration names.',
  commands: ['su backup -c "ssh -v -i ~/.ssh/id_rsa_amdump -l backup CLIENT /usr/lib/amanda/amandad"', 'grep -n ssh_keys /etc/amanda/CONFIG/amanda.conf'],
  risk: 'None: this only looks.',
  undo: 'Nothing to undo.',
  check: 'The login asks for nothing and amandad waits for a request.',
}

/** The server never reached the ports that the client had opened for a dump: methods bsd and bsdudp, and bsd alone up to 2.5.0. */
export const oneConnection: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the dump type on the Amanda server, and amandad on the client',
    text: 'Let all streams share one connection (auth bsdtcp, Amanda 2.5.1 or later): the server then connects to TCP 10080 alone. Both ends must change together.',
    commands: [
      'amadmin CONFIG disklist CLIENT DISK | grep -i auth',
      'auth "bsdtcp"   # in the dump type of amanda.conf',
      'amanda stream tcp nowait backup /usr/lib/amanda/amandad amandad -auth=bsdtcp amdump   # the line for inetd.conf on the client',
    ],
    risk: 'Until both ends are changed, the client answers no request.',
    undo: 'Set the former auth on both ends.',
    check: 'amcheck -c CONFIG CLIENT reports 0 problems, and a dump of a small disk runs.',
  },
  {
    kind: 'workaround',
    where: "every packet filter between server and client, the hosts' own too",
    text: 'Keep bsd and let its connections through: the client waits on ports that are new with each dump, and the server connects to them. Pin them to a range, or load the helper that reads them from the reply.',
    commands: [
      'reserved-tcp-port 512,710   # amanda.conf and amanda-client.conf; the range that the filter lets through',
      'nft insert rule inet filter input ip saddr SERVER tcp dport 512-710 accept   # on the client',
      'modprobe nf_conntrack_amanda; nft add ct helper inet filter amanda { type "amanda" protocol udp; }   # Linux; a rule assigns it to UDP 10080',
    ],
    risk: 'The client answers that server on a range of ports; limit the rule to its address.',
    undo: 'Remove the rule (nft -a list ruleset shows its handle).',
    check: 'sendbackup debug files show three or four `stream_accept: connection from` lines for each dump.',
  },
]
