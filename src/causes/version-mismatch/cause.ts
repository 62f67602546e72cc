import {
  type Cause,
  cannotTell,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  type Outcome,
  opposing,
  type Remedy,
  ruledOut,
} from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { headline, lastWords, namedFailure, quoteSome } from '../../facts/named-failure.ts'

/** The two programs speak different versions, or one of them was built without what the other asks for. */
export const versionMismatch: Cause = {
  id: 'version-mismatch',
  title: 'The two programs do not understand each other',
  leadsTo: ['peer-process-died', 'reset-injected', 'local-pipe-broken', 'source-unreadable'],
  weigh,
  remedies,
}

function weigh(evidence: Evidence): Outcome {
  const mismatch = namedFailure(evidence, evidence.of('versions.mismatched'))
  if (mismatch === undefined) return wrongUsage(evidence)
  const stop = evidence.of('run.stopped').find((event) => event.symptom !== undefined)
  if (stop !== undefined)
    return ruledOut('A sender that is stopped in the middle of a message leaves bytes that the other end calls a protocol error', [
      opposing(stop, 'the run was stopped'),
    ])
  const polluted = evidence.of('stream.polluted').find((event) => event.symptom !== undefined)
  if (polluted !== undefined)
    return ruledOut('Foreign text stood in the stream, so no version was ever exchanged', [opposing(polluted, 'something else was written there')])
  if (mismatch.preceded !== undefined)
    return ruledOut('The connection broke first', [opposing(mismatch.preceded.event, `earlier ${inWords(mismatch.preceded)}`)])
  const told = mismatch.all.find(({ quote }) => bothVersions.test(quote)) ?? mismatch.all.find(namesTheDifference)
  const resets = mismatch.followed.filter(({ kind }) => kind !== 'closed' && kind !== 'broken-pipe')
  const strength = told === undefined || mismatch.hearsay || mismatch.first.symptom === undefined || resets.length > 0 ? 'weak' : 'strong'
  return explains(strength, {
    headline: headline(`The two programs do not fit together: ${words(told ?? mismatch.first)}`),
    summary:
      told === undefined
        ? 'One program could not make sense of what the other sent. Different versions do that; so do foreign text in the stream, a sender that was killed in the middle of a message, and damaged bytes.'
        : 'One program says what the other lacks or asks for in vain: their versions or the way they were built differ. They reached each other, so the network is sound.',
    accountsFor: mismatch.accountsFor,
    evidence: quoteSome(mismatch.all, told === undefined ? 'one program did not understand the other' : 'the program names what does not fit'),
    next: [
      {
        what: 'The versions at both ends, and the log of the other end at that moment',
        command: versionCommands(mismatch.first),
        separates: ['version-mismatch', 'stream-polluted', 'bits-corrupted', 'stopped-by-operator'],
      },
    ],
  })
}

/** An option of one's own is mistyped, or of another release than the program's: its words are the same. */
function wrongUsage(evidence: Evidence): Outcome {
  const refused = namedFailure(evidence, evidence.of('usage.refused'))
  if (refused === undefined || refused.first.symptom === undefined) return notApplicable
  return cannotTell(
    'A program refused its own command line or settings, and nothing was sent: a mistyped option, or one that only another release knows; the network has no part in it',
    [
      {
        what: 'The command or the settings as they were given, and whether the release that runs here knows the option',
        command: usageCommands[refused.first.system] ?? 'PROGRAM --version; PROGRAM --help 2>&1 | grep -e OPTION',
        separates: ['version-mismatch'],
      },
    ],
    quoteSome(refused.all, 'refused before it began'),
  )
}

const usageCommands: Partial<Record<Event['system'], string>> = {
  rsync: 'rsync --version | head -1; rsync --help 2>&1 | grep -e OPTION',
  borg: 'borg --version; borg create --help | grep -e OPTION',
  restic: 'restic version; restic backup --help | grep -e OPTION',
  ssh: 'ssh -V; man ssh_config | grep -w OPTION; ssh -G HOST | head -3',
}

/** PostgreSQL's dump programs name the server's release and their own; Unison the greeting that it waited for and the one that came. */
const bothVersions = /\bserver version: \d[\w.]* ?.{0,64}?; pg_\w{3,12} version: \d|\bexpected "Unison .{1,60} but received "Unison /

/** A text that says which option, algorithm or version is not there; "protocol incompatibility" alone is said of any nonsense. */
function namesTheDifference({ quote, kind, ...rest }: Event): boolean {
  const detail = 'detail' in rest && typeof rest.detail === 'string' ? rest.detail : ''
  return /requires? (?:protocol|version|at least)|invalid option|unrecogni[sz]ed option|unknown option|unrecognized arguments|invalid choice|unknown service|not support|does not have|negotiate|no matching|too (?:old|new)|newer|older|upgrade|incompatible|unsupported|version:? \d|version mismatch|remote is version|expected.{0,40}(?:version|features?)|speaks protocol/i.test(
    `${kind} ${quote} ${detail}`,
  )
}

/** rsync's own line asks about the shell; what it found out is better news. */
function words(event: EventOf<'versions.mismatched'>): string {
  const better = /is your shell clean|Their offer: /.test(event.quote) || bothVersions.test(event.quote)
  return better && event.detail !== undefined ? event.detail : lastWords(event.quote, 60)
}

function versionCommands({ system, quote }: Event): string {
  if (ofPostgres.test(quote)) return "pg_dump --version; psql -h HOST -XAtc 'show server_version'"
  const commands: Partial<Record<Event['system'], string>> = {
    rsync: 'rsync --version | head -25; ssh HOST rsync --version | head -25',
    amanda: 'amgetconf build.version   # on both',
    netbackup: 'cat /usr/openv/netbackup/bin/version   # on master, media server and client; the client may be older, never newer',
    bacula: 'bconsole <<< "status client=NAME"   # prints the version of both',
    borg: 'borg --version; ssh HOST borg --version',
    ssh: 'ssh -Q kex; ssh -Q cipher; ssh -Q key; ssh -vv HOST true 2>&1 | grep -E "kex|cipher|peer"',
  }
  return commands[system] ?? 'PROGRAM --version   # at both ends'
}

function remedies(evidence: Evidence): readonly Remedy[] {
  const [first] = evidence.of('versions.mismatched')
  if (first === undefined) return []
  if (ofPostgres.test(first.quote)) return [newerDump(first)]
  return [
    {
      kind: 'fix',
      where: 'the end with the older program',
      text: 'Install the same release at both ends, or at least one that knows what the other asks for. Order: servers first, clients after (NetBackup, Bacula and borg refuse a client that is newer than its server).',
      commands: [versionCommands(first)],
      risk: 'Read the release notes: repositories and catalogs may not be readable by the old release afterwards.',
      undo: 'Reinstall the former release.',
      check: 'A small manual backup ends well.',
    },
    ...askForLess(first),
  ]
}

const ofPostgres = /\bpg_(?:dump|dumpall|basebackup|receivewal)\b|server version mismatch/

/** pg_dump reads servers of its own major release and of older ones, never of newer ones (its manual, Notes). */
function newerDump(first: Event): Remedy {
  const major = /\bserver version: (9\.\d|\d{2})/.exec(first.quote)?.[1] ?? 'N'
  return {
    kind: 'fix',
    where: 'the host or container that runs the dump',
    text: "Use a pg_dump of the server's major release, or of a newer one: it reads older servers and refuses newer ones.",
    commands: [`apt install postgresql-client-${major}   # the server's release`, `/usr/lib/postgresql/${major}/bin/pg_dump --version`, versionCommands(first)],
    risk: 'A dump made by a newer pg_dump may not load into an older server; restore it into the release that made it, or a newer one.',
    undo: 'Call the former pg_dump by its path.',
    check: 'The dump ends with status 0, and its last line says that the dump is complete.',
  }
}

function askForLess({ system, quote }: Event): readonly Remedy[] {
  if (system === 'rsync') {
    return [
      {
        kind: 'workaround',
        where: 'the calling host',
        text: 'Until then leave out the option that the other end lacks, or name an algorithm both have.',
        commands: [
          /checksum choice/i.test(quote)
            ? 'rsync --checksum-choice=md5 …'
            : /compress/i.test(quote)
              ? 'rsync --compress-choice=zlib …   # or no -z'
              : 'rsync --protocol=29 …   # without -A, -X and --iconv',
        ],
        risk: 'Without ACLs or extended attributes the copy lacks them.',
        undo: 'Use the former options.',
        check: 'rsync ends with code 0.',
      },
    ]
  }
  if (system === 'ssh') {
    return [
      {
        kind: 'workaround',
        where: 'the calling host',
        text: 'Allow the one old algorithm that the other host still offers, for that host alone.',
        commands: [
          "printf 'Host OLDHOST\\n  KexAlgorithms +diffie-hellman-group14-sha1\\n  HostKeyAlgorithms +ssh-rsa\\n  PubkeyAcceptedAlgorithms +ssh-rsa\\n' >> ~/.ssh/config",
        ],
        risk: 'These algorithms are weak; do it on a trusted network only, and update the host.',
        undo: 'Remove the lines.',
        check: 'ssh OLDHOST true ends with status 0.',
      },
    ]
  }
  return []
}
