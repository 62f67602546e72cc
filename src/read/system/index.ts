import type { LineReader } from '../reader.ts'
import { conntrack } from './conntrack/conntrack.ts'
import { counters } from './counters/counters.ts'
import { interfaces } from './interfaces/interfaces.ts'
import { netstat } from './netstat/netstat.ts'
import { refused } from './refused/refused.ts'
import { rules } from './rules/rules.ts'
import { ss } from './ss/ss.ts'
import { tcpdump } from './tcpdump/tcpdump.ts'

/** What the system's own tools print about connections. They stand before the firewalls' readers, which know the remaining lines of the kernel's log. */
export const systemReaders: readonly LineReader[] = [ss, netstat, conntrack, refused, tcpdump, counters, rules, interfaces]
