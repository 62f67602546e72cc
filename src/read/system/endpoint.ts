import type { Endpoint } from '../../model/index.ts'

/** Names that tools print for ports unless told `-n` (IANA registry), of services that carry backups. */
const services: Readonly<Record<string, number>> = {
  ssh: 22,
  domain: 53,
  http: 80,
  https: 443,
  'microsoft-ds': 445,
  rsync: 873,
  iscsi: 860,
  'iscsi-target': 3260,
  nfs: 2049,
  amanda: 10_080,
  kamanda: 10_081,
  amandaidx: 10_082,
  amidxtape: 10_083,
  veritas_pbx: 1556,
  bprd: 13_720,
  bpdbm: 13_721,
  vnetd: 13_724,
  bpcd: 13_782,
  vopied: 13_783,
  'bacula-dir': 9101,
  'bacula-fd': 9102,
  'bacula-sd': 9103,
}

/** Reads `10.0.0.5:873`, `[2001:db8::1]:873`, `10.0.0.5.873`, `backup.example.net.rsync`, `10.0.0.5%eth0:873`; undefined for a wildcard or an unknown service. */
export function endpointOf(text: string): Endpoint | undefined {
  if (text.length > 120) return undefined
  const colon = text.lastIndexOf(':')
  const at = colon > 0 ? colon : text.lastIndexOf('.')
  if (at <= 0) return undefined
  const port = portOf(text.slice(at + 1))
  const address = text
    .slice(0, at)
    .replace(/^\[|\]$/g, '')
    .replace(/%\w{1,15}$/, '')
    .replace(/^::ffff:(?=\d)/, '')
  return port === undefined || address === '' || address === '*' ? undefined : { address, port }
}

function portOf(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  return services[text]
}
