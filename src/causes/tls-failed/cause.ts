import { type Cause, type Evidence, explains, notApplicable, type Outcome, opposing, type Remedy, ruledOut } from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { headline, lastWords, namedFailure, quoteSome } from '../../facts/named-failure.ts'

/** The two ends could not agree on TLS, did not trust each other's certificate, or lost the encrypted stream. */
export const tlsFailed: Cause = {
  id: 'tls-failed',
  title: 'TLS failed',
  leadsTo: ['peer-process-died', 'reset-injected', 'name-or-access-refused'],
  weigh,
  remedies,
}

type Trouble = 'expired' | 'not-yet-valid' | 'untrusted' | 'wrong-name' | 'plain-peer' | 'no-common' | 'no-certificate' | 'record' | 'other'

const troubles: readonly (readonly [RegExp, Trouble, string])[] = [
  [/not yet valid|before NotBefore/i, 'not-yet-valid', 'a certificate is not valid yet: one of the clocks is wrong'],
  [/expired|after NotAfter/i, 'expired', 'a certificate has expired'],
  [/host ?name|subjectAlt|IP SAN|doesn't match|does not match|not valid for/i, 'wrong-name', 'the certificate is for another name'],
  [
    /unknown ca|self[- ]signed|unable to get (?:local )?issuer|unknown authority|verify failed|certificate unknown|not trusted|cannot verify/i,
    'untrusted',
    'the certificate is not trusted',
  ],
  [
    /wrong version number|first record does not look like|http request|unknown protocol|packet length too long|plain/i,
    'plain-peer',
    'one end speaks TLS and the other does not',
  ],
  [
    /no shared cipher|handshake failure|protocol version|unsupported protocol|inappropriate fallback|no common|dh key too small|no cipher/i,
    'no-common',
    'the ends have no TLS version or cipher in common',
  ],
  [/(?:did not return|no|missing|required).{0,20}certificate|certificate required/i, 'no-certificate', 'one end showed no certificate'],
  [/bad record mac|decryption failed|decrypt error|bad mac|unexpected eof|record overflow/i, 'record', 'an encrypted record could not be read'],
]

function weigh(evidence: Evidence): Outcome {
  const failed = namedFailure(evidence, evidence.of('tls.failed'))
  if (failed === undefined) return notApplicable
  if (failed.preceded !== undefined)
    return ruledOut('The connection below TLS broke first', [opposing(failed.preceded.event, `earlier ${inWords(failed.preceded)}`)])
  const { trouble, words } = troubleOf(evidence)
  const below = failed.followed.find(({ kind, event }) => kind !== 'closed' && kind !== 'broken-pipe' && event.kind === 'connection.failed')
  const vague = trouble === 'other' || trouble === 'record'
  if (vague && below !== undefined) return ruledOut('The encrypted stream ended because the connection below it did', [opposing(below.event, inWords(below))])
  return explains(vague || failed.hearsay || failed.first.symptom === undefined ? 'weak' : 'strong', {
    headline: headline(`TLS failed: ${words ?? lastWords(failed.first.quote)}`),
    summary: vague
      ? 'TLS gave up without naming a certificate, a name or a version. A device that cuts or changes the stream, damaged bytes and a peer that simply ended look alike here.'
      : `The hosts reached each other and began to speak TLS; then ${words ?? 'it failed'}. What either end does to the connection afterwards is a consequence.`,
    accountsFor: failed.accountsFor,
    evidence: quoteSome(failed.all, 'the TLS library says so'),
    next: [handshake],
  })
}

const handshake = {
  what: 'The handshake as a plain client sees it: the certificate shown, its dates and names, version and cipher, or the reset in its place',
  command:
    'openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null 2>&1 | openssl x509 -noout -subject -issuer -dates -ext subjectAltName; date -u',
  separates: ['tls-failed', 'reset-injected', 'bits-corrupted', 'version-mismatch'] as const,
}

function troubleOf(evidence: Evidence): { readonly trouble: Trouble; readonly words?: string } {
  for (const event of evidence.of('tls.failed')) {
    const found = troubles.find(([pattern]) => pattern.test(`${event.reason ?? ''} ${event.quote}`))
    if (found !== undefined) return { trouble: found[1], words: found[2] }
  }
  return { trouble: 'other' }
}

function remedies(evidence: Evidence): readonly Remedy[] {
  const fixes: Record<Trouble, readonly Remedy[]> = {
    expired: [renew],
    'not-yet-valid': [setTheClock],
    untrusted: [trustTheIssuer],
    'wrong-name': [useTheName],
    'plain-peer': [sameOnBothEnds],
    'no-common': [commonVersion],
    'no-certificate': [sameOnBothEnds],
    record: [takeOutTheInspector],
    other: [takeOutTheInspector],
  }
  return fixes[troubleOf(evidence).trouble]
}

const noUndo = {
  risk: 'Programs that hold the old files open need a reload.',
  undo: 'Put the former files back.',
  check: 'openssl s_client -connect HOST:PORT -servername HOST -verify_return_error </dev/null ends with "Verify return code: 0 (ok)".',
}
const renew: Remedy = {
  kind: 'fix',
  where: 'the end whose certificate expired',
  text: 'Renew it, and let something watch its date.',
  commands: [
    'openssl x509 -in CERT.pem -noout -enddate',
    'certbot renew   # or the way your CA issues it; NetBackup: nbcertcmd -renewCertificate',
    'systemctl reload SERVICE',
  ],
  ...noUndo,
}
const setTheClock: Remedy = {
  kind: 'fix',
  where: 'the end whose clock is wrong',
  text: 'Set the clock and keep it: a certificate is valid between two instants.',
  commands: ['date -u; chronyc tracking', 'chronyc makestep   # Windows: w32tm /resync; Solaris: ntpdate -u SERVER'],
  ...noUndo,
}
const trustTheIssuer: Remedy = {
  kind: 'fix',
  where: 'the end that refuses the certificate',
  text: 'Give it the certificate of the issuer, with the chain in between; do not turn the check off.',
  commands: [
    'cp ca.pem /usr/local/share/ca-certificates/backup-ca.crt && update-ca-certificates   # RHEL: /etc/pki/ca-trust/source/anchors, update-ca-trust',
    'TLS CA Certificate File = /etc/bacula/ca.pem   # Bacula; restic: --cacert; Proxmox: --fingerprint',
  ],
  ...noUndo,
}
const useTheName: Remedy = {
  kind: 'fix',
  where: 'the calling end, or the certificate',
  text: 'Call the host by a name that stands in its certificate, or have that name put into it.',
  commands: ['openssl s_client -connect HOST:PORT </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName'],
  ...noUndo,
}
const sameOnBothEnds: Remedy = {
  kind: 'fix',
  where: 'both ends',
  text: 'Switch TLS on at both ends or at neither, and give each the certificate that the other requires; the port may also be that of another service.',
  commands: [
    "grep -rnE 'TLS (Enable|Require|Verify)' /etc/bacula /etc/bareos",
    'rsync-ssl SOURCE HOST::MODULE/   # port 874, behind stunnel or a proxy; plain rsync uses 873',
  ],
  ...noUndo,
}
const commonVersion: Remedy = {
  kind: 'fix',
  where: 'the older end',
  text: 'Update its TLS library; until then allow the old version for this one service only.',
  commands: [
    'openssl s_client -connect HOST:PORT -tls1_2 </dev/null | grep -E "Protocol|Cipher"',
    'update-crypto-policies --show   # RHEL; Debian: MinProtocol in /etc/ssl/openssl.cnf',
  ],
  ...noUndo,
}
const takeOutTheInspector: Remedy = {
  kind: 'experiment',
  where: 'the devices between the ends',
  text: 'Exempt the two hosts from TLS inspection, WAN optimisation and intrusion prevention for one run.',
  commands: ['tcpdump -i any -nn -s 0 -w /var/tmp/tls.pcap host OTHER_HOST and port PORT   # at both ends: are the bytes the same?'],
  risk: 'That traffic is not inspected meanwhile.',
  undo: 'Remove the exemption.',
  check: 'The run passes, and fails again once the exemption is gone.',
}
