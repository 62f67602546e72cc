import type { Remedy } from '../../model/index.ts'

/** For refusals of Amanda's own, by who refuses: the client its server, the server a client that restores, the Kerberos realm either of them. */
export function amandaRefusalRemedies(quotes: string): readonly Remedy[] {
  if (/\bticket\b|\bkrb5\b|\bkeytab\b|\bccache\b|\bgss_?\w|[Kk]erberos|Clock skew/.test(quotes)) return [kerberos]
  if (/\bNT_STATUS_/.test(quotes)) return [sharePassword]
  return [/\bamindexd\b|\bamidxtaped\b/.test(quotes) ? restoringHosts(quotes) : amandaHosts(quotes)]
}

/** amandad prints the very line that it misses. */
function missingLine(quotes: string, usual: string): { readonly line: string; readonly file: string } {
  const line = /add the line "{1,2}([^"]{1,120})"/i.exec(quotes)?.[1] ?? usual
  return { line, file: /\b(?:to|in) (?:the line in )?(\/\S{1,120}amandahosts)/i.exec(quotes)?.[1] ?? '~backup/.amandahosts' }
}

function amandaHosts(quotes: string): Remedy {
  const { line, file } = missingLine(quotes, 'SERVER_FQDN backup amdump')
  return {
    kind: 'fix',
    where: 'the Amanda client',
    text: "Add the server to the client's .amandahosts: the name its address resolves to there, the user the server's programs run as, the service. The file must belong to the Amanda user and be readable by it alone.",
    commands: [
      `echo '${line}' >> ${file}`,
      `chown backup ${file} && chmod 600 ${file}   # amandabackup in Zmanda's packages`,
      'grep -n amandad /etc/inetd.conf /etc/xinetd.d/* /lib/systemd/system/amanda*   # its last arguments must name the service: amdump',
    ],
    risk: 'The named host may then ask this client for its data.',
    undo: 'Remove the line.',
    check: 'su backup -c "amcheck -c CONFIG" on the server reports 0 problems.',
  }
}

function restoringHosts(quotes: string): Remedy {
  const { line, file } = missingLine(quotes, 'CLIENT_FQDN root amindexd amidxtaped')
  return {
    kind: 'fix',
    where: 'the Amanda server',
    text: "A restore calls the server: add the client, the user who runs amrecover there (root), and both services to the server's .amandahosts. A host that already has a line there needs the services on that line.",
    commands: [
      `grep -n . ${file}`,
      `echo '${line}' >> ${file}`,
      'grep -n amandad /etc/inetd.conf /etc/xinetd.d/* /lib/systemd/system/amanda*   # its last arguments must name the services: amindexd amidxtaped',
    ],
    risk: 'Root of the named host may then read every dump on the server.',
    undo: 'Remove the line, or the services from it.',
    check: 'amrecover CONFIG -s SERVER -t SERVER on the client prints "220 … AMANDA index server".',
  }
}

/** Programs that must run as root although the Amanda user starts them; packages set it, copies and restores of the folder lose it. */
export const setuidPrograms: Remedy = {
  kind: 'fix',
  where: 'the host whose program lacks the right: the server for planner, dumper and amcheck, the client for runtar and rundump',
  text: "Give the program back to root, with the Amanda user's group and the setuid bit, or install the package anew; the folder must not be mounted nosuid. From 3.4 on the files and folders that amanda-security.conf names must belong to root too, and nobody else may write them.",
  commands: [
    'ls -l /usr/lib/amanda /usr/libexec/amanda; findmnt -no OPTIONS -T /usr/lib/amanda',
    'chown root:backup /usr/lib/amanda/PROGRAM && chmod 4750 /usr/lib/amanda/PROGRAM   # amandabackup:disk in other packages',
  ],
  risk: 'Members of that group can run it as root.',
  undo: 'chmod 750',
  check: 'amcheck CONFIG reports no problem.',
}

const sharePassword: Remedy = {
  kind: 'fix',
  where: 'the Amanda client that runs smbclient',
  text: 'The file server did not take the user and password that /etc/amandapass (or the amandapass property of amsamba) holds for this share: they changed, expired, lack their domain, or the file is not readable by the Amanda user.',
  commands: [
    "grep -n '//' /etc/amandapass   # share user%password domain; owned by the Amanda user, mode 600",
    'su backup -c "smbclient //SERVER/SHARE -U USER -W DOMAIN -c \'ls\'"',
  ],
  risk: 'Whoever reads the file can read the share.',
  undo: 'Restore the former line.',
  check: 'smbclient lists the share with what the file holds, and amcheck -c CONFIG reports 0 problems.',
}

const kerberos: Remedy = {
  kind: 'fix',
  where: 'the Amanda server and its client',
  text: 'Kerberos lets nobody in whose clock is more than 5 minutes off, whose keytab is unreadable or old, or whose principal the realm does not know under the name that the address resolves to.',
  commands: [
    'date -u; chronyc tracking   # on both hosts and on the KDC',
    'klist -kt /etc/krb5.keytab; klist -A',
    'grep -nE "krb5(keytab|principal)|auth" /etc/amanda/CONFIG/amanda.conf',
    'kinit -k -t KEYTAB PRINCIPAL && kvno amanda/CLIENT_FQDN   # as the Amanda user',
  ],
  risk: 'A jump of the clock upsets programs that run.',
  undo: 'None needed.',
  check: 'amcheck -c CONFIG reports 0 problems.',
}
