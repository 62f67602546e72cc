import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import type { Book } from './book.ts'

const setting =
  /^\s*(dtimeout|etimeout|ctimeout|connect-tries|req-tries|rep-tries|unreserved-tcp-port|reserved-tcp-port|reserved-udp-port|retry-dump)\s+(-?\d[\d,]{0,20})\s*(?:#.*)?$/i
const auth = /^\s*auth\s+"(bsd|bsdtcp|bsdudp|krb5|local|rsh|ssh|ssl)"\s*(?:#.*)?$/i

export const configSigns = [setting, auth, /^\s*(?:org|dumpuser|labelstr) "|^define (?:dumptype|tapetype) /]

/** Other keywords of amanda.conf, which say nothing about failures. */
const other =
  /^\s*(?:(?:org|mailto|dumpuser|inparallel|maxdumps|netusage|dumpcycle|runspercycle|tapecycle|runtapes|tpchanger|tapedev|tapetype|labelstr|autolabel|reserve|infofile|logdir|indexdir|directory|chunksize|program|index|compress|estimate|strategy|holdingdisk|includefile|length|use|dumporder|taperflush|amrecover_changer)\s+\S.{0,200}|define (?:tapetype|dumptype|interface|changer|application|script)\b.*|\})$/

/** Lines of amanda.conf whose values decide when Amanda itself gives up, and how it connects. */
export function readConfigLine(book: Book, line: LogLine): readonly Event[] | undefined {
  if (/^\s*(?:org|dumpuser|labelstr) "|^define (?:dumptype|tapetype) /.test(line.text)) book.configured = true
  const number = setting.exec(line.text)
  if (number !== null) return book.setting(line, (number[1] ?? '').toLowerCase(), number[2] ?? '', { side: 'server' })
  const method = auth.exec(line.text)?.[1]
  if (method !== undefined) return book.setting(line, 'auth', method.toLowerCase(), { side: 'server' })
  return book.configured && other.test(line.text) ? [] : undefined
}
