/** POSIX names; Windows' WSA codes fold into them (WSAECONNRESET is ECONNRESET). */
export type Errno =
  | 'EPIPE'
  | 'ECONNRESET'
  | 'ECONNABORTED'
  | 'ETIMEDOUT'
  | 'ECONNREFUSED'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ENETDOWN'
  | 'ENETRESET'
  | 'ENOTCONN'
  | 'ENOBUFS'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'EHOSTDOWN'
  | 'ETIME'
  | 'ESHUTDOWN'

export type OperatingSystem = 'linux' | 'solaris' | 'freebsd' | 'aix' | 'hp-ux' | 'windows'

/**
 * Number of each errno by system: Linux asm-generic/errno.h, FreeBSD and macOS sys/errno.h, illumos sys/errno.h,
 * Windows winsock2.h; AIX and HP-UX from their errno.h as commonly quoted, not read.
 */
const numbers: Record<Errno, Partial<Record<OperatingSystem, number>>> = {
  EPIPE: { linux: 32, solaris: 32, freebsd: 32, aix: 32, 'hp-ux': 32, windows: 109 },
  ETIME: { linux: 62, solaris: 62, aix: 119, 'hp-ux': 52 },
  ENETDOWN: { linux: 100, solaris: 127, freebsd: 50, aix: 69, 'hp-ux': 228, windows: 10050 },
  ENETUNREACH: { linux: 101, solaris: 128, freebsd: 51, aix: 70, 'hp-ux': 229, windows: 10051 },
  ENETRESET: { linux: 102, solaris: 129, freebsd: 52, aix: 71, 'hp-ux': 230, windows: 10052 },
  ECONNABORTED: { linux: 103, solaris: 130, freebsd: 53, aix: 72, 'hp-ux': 231, windows: 10053 },
  ECONNRESET: { linux: 104, solaris: 131, freebsd: 54, aix: 73, 'hp-ux': 232, windows: 10054 },
  ENOBUFS: { linux: 105, solaris: 132, freebsd: 55, aix: 74, 'hp-ux': 233, windows: 10055 },
  ENOTCONN: { linux: 107, solaris: 134, freebsd: 57, aix: 76, 'hp-ux': 235, windows: 10057 },
  ESHUTDOWN: { linux: 108, solaris: 143, freebsd: 58, windows: 10058 },
  ETIMEDOUT: { linux: 110, solaris: 145, freebsd: 60, aix: 78, 'hp-ux': 238, windows: 10060 },
  ECONNREFUSED: { linux: 111, solaris: 146, freebsd: 61, aix: 79, 'hp-ux': 239, windows: 10061 },
  EHOSTDOWN: { linux: 112, solaris: 147, freebsd: 64, aix: 80, 'hp-ux': 241, windows: 10064 },
  EHOSTUNREACH: { linux: 113, solaris: 148, freebsd: 65, aix: 81, 'hp-ux': 242, windows: 10065 },
  EADDRINUSE: { linux: 98, solaris: 125, freebsd: 48, aix: 67, 'hp-ux': 226, windows: 10048 },
  EADDRNOTAVAIL: { linux: 99, solaris: 126, freebsd: 49, aix: 68, 'hp-ux': 227, windows: 10049 },
}

/** The texts strerror() and FormatMessage() print, most specific first; in full sentences on AIX. */
const texts: readonly (readonly [RegExp, Errno])[] = [
  [
    /connection reset by (?:the )?(?:remote )?(?:peer|host)|existing connection was forcibly closed|\bWSAECONNRESET\b|\bECONNRESET\b|connection was reset\b|\bconnection reset\b|\bNT_STATUS_CONNECTION_RESET\b|connection with a remote socket was reset/i,
    'ECONNRESET',
  ],
  [/broken pipe|\bEPIPE\b|the pipe is being closed|the pipe has been ended|no process to read data written to a pipe/i, 'EPIPE'],
  [/software caused connection abort|\bECONNABORTED\b|connection was aborted|established connection was aborted/i, 'ECONNABORTED'],
  [/connection refused|actively refused|\bECONNREFUSED\b|\bNT_STATUS_CONNECTION_REFUSED\b|remote host refused an attempted connect/i, 'ECONNREFUSED'],
  [
    /(?:connection|operation) timed out|connection attempt failed because the connected party|\bETIMEDOUT\b|connection timeout|i\/o timeout|remote host did not respond within the timeout period/i,
    'ETIMEDOUT',
  ],
  [
    /no route to host|\bEHOSTUNREACH\b|\bNT_STATUS_HOST_UNREACHABLE\b|host is unreachable|unreachable host|route to the remote host is not available/i,
    'EHOSTUNREACH',
  ],
  [/network is unreachable|\bENETUNREACH\b|\bNT_STATUS_NETWORK_UNREACHABLE\b/i, 'ENETUNREACH'],
  [/network is down|\bENETDOWN\b/i, 'ENETDOWN'],
  [/network dropped connection on reset|\bENETRESET\b/i, 'ENETRESET'],
  [/host is down|\bEHOSTDOWN\b/i, 'EHOSTDOWN'],
  [/cannot assign requested address|can't assign requested address|\bEADDRNOTAVAIL\b/i, 'EADDRNOTAVAIL'],
  [/address already in use|socket name is already in use|\bEADDRINUSE\b/i, 'EADDRINUSE'],
  [/no buffer space available|\bENOBUFS\b/i, 'ENOBUFS'],
  [/transport endpoint is not connected|socket is not connected|\bENOTCONN\b/i, 'ENOTCONN'],
  [/cannot send after (?:transport endpoint|socket) shutdown|\bESHUTDOWN\b/i, 'ESHUTDOWN'],
  [/timer expired|\bETIME\b/i, 'ETIME'],
]

/** The same as a German or French Windows and glibc print them. */
const translated: readonly (readonly [RegExp, Errno])[] = [
  [/vom Remotehost geschlossen|Kommunikationspartner zurückgesetzt|fermée par l['’]hôte distant|ré-?initialisée par le correspondant/i, 'ECONNRESET'],
  [/softwaregesteuert durch den Hostcomputer abgebrochen|abandonnée par un logiciel de votre ordinateur/i, 'ECONNABORTED'],
  [/Zielcomputer die Verbindung verweigerte|Verbindungsaufbau abgelehnt|ordinateur cible l['’]a expressément refusée|Connexion refusée/i, 'ECONNREFUSED'],
  [
    /Gegenstelle nach einer bestimmten Zeitspanne nicht|Wartezeit für die Verbindung (?:ist )?abgelaufen|n['’]a pas répondu convenablement|Connexion terminée par expiration du délai/i,
    'ETIMEDOUT',
  ],
  [/Keine Route zum Zielrechner|Aucun chemin d['’]accès pour atteindre l['’]hôte/i, 'EHOSTUNREACH'],
  [/Netzwerk ist nicht erreichbar|Le réseau n['’]est pas accessible/i, 'ENETUNREACH'],
  [/Datenübergabe unterbrochen|Relais brisé/i, 'EPIPE'],
]

const mayBeTranslated =
  /Remotehost|partner zur|Hostcomputer|ielcomputer|ordinateur|bindungsaufbau|Connexion|Gegenstelle|Wartezeit|répondu|Zielrechner|l['’]hôte|correspondant|Netzwerk|réseau|bergabe|Relais/

/** What a text holds that names an errno in words. */
export const errnoTexts: readonly RegExp[] = [...texts, ...translated].map(([pattern]) => pattern)

/** The first errno a text names in words; undefined when it names none. */
export function errnoInText(text: string): Errno | undefined {
  return firstNamed(texts, text) ?? (mayBeTranslated.test(text) ? firstNamed(translated, text) : undefined)
}

function firstNamed(named: readonly (readonly [RegExp, Errno])[], text: string): Errno | undefined {
  let found: { errno: Errno; index: number } | undefined
  for (const [pattern, errno] of named) {
    const index = text.search(pattern)
    if (index >= 0 && (found === undefined || index < found.index)) found = { errno, index }
  }
  return found?.errno
}

/** Which errno a number means; WSA codes are unambiguous, small ones need the system, which defaults to Linux. */
export function errnoOfNumber(value: number, system: OperatingSystem = 'linux'): Errno | undefined {
  for (const [errno, bySystem] of Object.entries(numbers) as [Errno, Partial<Record<OperatingSystem, number>>][]) {
    if (value >= 10_000 ? bySystem.windows === value : bySystem[system] === value) return errno
  }
  return undefined
}

/** The systems on which this errno has this number: `Connection reset by peer (104)` was written on Linux. */
export function systemsWithNumber(errno: Errno, value: number): readonly OperatingSystem[] {
  return (Object.entries(numbers[errno]) as [OperatingSystem, number][]).filter(([, n]) => n === value).map(([system]) => system)
}

/**
 * The systems the evidence was written on, as far as errno numbers in parentheses and Windows codes show it.
 * Nothing decisive means Linux, where most backups run, and FreeBSD beside it.
 */
export function systemsInQuotes(quotes: readonly string[]): readonly OperatingSystem[] {
  const found = new Set<OperatingSystem>()
  for (const quote of quotes) {
    const errno = errnoInText(quote)
    for (const [, digits] of quote.matchAll(/[( ](\d{2,5})[) ]/g)) {
      const value = Number(digits)
      if (value >= 10_035 && value <= 10_065) found.add('windows')
      else if (errno !== undefined) for (const system of value > 60 ? systemsWithNumber(errno, value) : []) found.add(system)
    }
    if (/\bWSA|[A-Z]:\\/.test(quote)) found.add('windows')
  }
  return found.size > 0 ? [...found] : ['linux', 'freebsd']
}
