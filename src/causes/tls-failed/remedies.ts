import type { Remedy } from '../../model/index.ts'
import type { TlsTrouble } from '../../facts/tls-trouble.ts'

/** By complaint: the certificate, its name, the clock, the version, or the device in between. */
export function tlsFailedRemedies(trouble: TlsTrouble): readonly Remedy[] {
  const fixes: Record<TlsTrouble, readonly Remedy[]> = {
    revoked: [issueAnew],
    'revocation-list': [fetchTheList],
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
  return fixes[trouble]
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
const issueAnew: Remedy = {
  kind: 'fix',
  where: 'the host whose certificate was revoked, and its certificate authority',
  text: 'Learn why it was revoked; if it was by mistake or for a new key, issue a new one.',
  commands: [
    'nbcertcmd -getCRL; nbcertcmd -listCertDetails; nbcertcmd -getCertificate -force   # NetBackup, on that host',
    'openssl x509 -in CERT.pem -noout -serial -issuer',
  ],
  ...noUndo,
}
const fetchTheList: Remedy = {
  kind: 'fix',
  where: 'the host that lacks a current list, and its certificate authority',
  text: 'Fetch the list again, and find out why it was not fetched in time: the authority was not reached, its web service was down, the clocks differ, or the list of an external authority was not published.',
  commands: [
    'nbcertcmd -getCRL; nbcertcmd -ping; date -u   # NetBackup, on that host; on the master: bpps -x | grep nbwmc',
    'grep -nE "ECA_CRL" /usr/openv/netbackup/bp.conf   # external certificates: where the lists are looked for',
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
    'TLS CA Certificate File = /etc/bacula/ca.pem   # Bacula; restic: --cacert',
    'nbcertcmd -listCACertDetails; nbcertcmd -getCACertificate -server MASTER   # NetBackup, on the host that misses the authority of that master',
    'proxmox-backup-manager cert info | grep -i fingerprint   # on the Proxmox Backup Server; then: pvesm set STORAGE --fingerprint FINGERPRINT, or PBS_FINGERPRINT for its client',
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
