import type { FolderStep } from './open/opened.ts'

/**
 * Which end of the backup the folders say. The outermost word counts, because it names the machine that somebody copied from:
 * Amanda keeps `client` and `server` folders of its own below.
 */
export function sideOf(folders: readonly FolderStep[]): 'server' | 'client' | undefined {
  for (const [depth, { name }] of folders.entries()) {
    const word = name.toLowerCase().replace(/[-_. ](?:logs?|side|host|debug|files?)$/, '')
    if (word === 'client' || word === 'clients') return 'client'
    if (word === 'server' || word === 'servers') return 'server'
    // NetBackup's other servers. Further down `media` is where removable disks are mounted.
    if (depth <= 1 && /^(?:media|master|primary)(?:[-_ ]?server)?$/.test(word)) return 'server'
  }
  return undefined
}

/** The host that the folders name; undefined when none looks like a host's name, or several do. */
export function hostOf(folders: readonly FolderStep[]): string | undefined {
  const hosts = new Set(folders.filter(({ name, beside }) => isFullName(name) || isShortNameAmongHosts(name, beside)).map(({ name }) => name))
  const [host] = hosts
  return hosts.size === 1 ? host : undefined
}

/** Endings of file names, which folders take over when they are unpacked or put aside. */
const fileEndings =
  /^(?:log|logs|txt|out|err|debug|old|bak|orig|save|new|tmp|temp|d|conf|cfg|json|xml|html?|csv|eml|mbox|msg|gz|xz|bz2|zst|zip|tar|tgz|rpm|deb|pcap|git|service|sh|pl|py|js|ts|rb|so|jar|exe|app|dir)$/i

/** Endings that two labels suffice with; with others two labels may as well be a file's name. */
const commonEndings = /^(?:com|net|org|edu|gov|io|local|lan|home|internal|intern|intra|corp|localdomain|localnet|arpa|example|test|invalid)$/i

/** A full host name or an address. */
function isFullName(name: string): boolean {
  if (/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/.test(name)) return true
  const labels = name.split('.')
  const last = labels.at(-1) ?? ''
  if (name.length > 253 || !/^[a-z]{2,24}$/i.test(last) || fileEndings.test(last)) return false
  if (!labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label)) || labels.slice(0, -1).some((label) => /^\d+$/.test(label))) return false
  return labels.length >= 3 || (labels.length === 2 && commonEndings.test(last))
}

/** `nas` beside `web1.example.com`, or `web1` beside `db02`: one folder for each host. */
function isShortNameAmongHosts(name: string, beside: readonly string[]): boolean {
  if (beside.length < 2 || !/^[a-z][a-z0-9-]{0,62}$/i.test(name) || ordinary.test(name)) return false
  const known = amongHosts.get(beside) ?? areHosts(beside)
  amongHosts.set(beside, known)
  return known
}

/** Thousands of folders lie beside each other, and all are given the same list of them. */
const amongHosts = new WeakMap<readonly string[], boolean>()

function areHosts(names: readonly string[]): boolean {
  const full = names.filter(isFullName).length
  return full > 0 ? full * 2 >= names.length : names.every((name) => numbered.test(name))
}

/** Numbered names of machines. `run1`, `case2` and `backup3` are numbered as well and are no machines. */
const numbered = /^(?:[a-z]{1,12}-){0,2}(?:web|db|app|mail|mx|ns|nas|host|srv|vm|esx|pve|node|fs|dc|www|sql|smtp|ldap)-?\d{1,3}$/i

/** Words that folders beside hosts have and that are no hosts. */
const ordinary =
  /^(?:all|archive|backups?|captures?|cases?|clients?|common|conf|config|daily|data|debug|etc|events?|firewall|input|logs?|media|master|misc|monthly|network|new|notes?|old|other|output|pcaps?|primary|reports?|run|servers?|shared|system|temp|tmp|traces?|unknown|var|weekly)$/i
