import { endsOf, type Event, type Evidence, type FlowRecord, type System, type Tuple } from '../../model/index.ts'
import { oncePer } from '../once-per.ts'
import { type Death, deaths } from './deaths.ts'

/** Registered or default service ports of each product whose connections use them; Amanda's bsd streams take any free port. */
const servicePorts: Partial<Record<System, readonly number[]>> = {
  rsync: [873, 22],
  ssh: [22],
  borg: [22],
  restic: [22, 443, 8000],
  netbackup: [1556, 13_720, 13_724, 13_782, 13_783],
  bacula: [9101, 9102, 9103],
  backuppc: [873, 22, 139, 445],
  proxmox: [8007],
  tsm: [1500, 1501],
}

/**
 * The connections whose death is this failure, the one that began it first: those that a symptom names by its ports; else those on the product's ports;
 * else, where the captures hold none of these at all, every one that died. Of several, a death that a device or the path made comes before those
 * that an end made in order, which follow from it.
 */
export const failedConnections = oncePer((evidence): readonly Death[] => {
  const all = deaths(evidence).toSorted((a, b) => order(a) - order(b))
  const tuples = new Set(tuplesOf(evidence.symptoms).map(endsOf))
  const named = all.filter(({ flow }) => tuples.has(endsOf(flow.tuple)))
  if (named.length > 0) return named
  const ports = new Set(evidence.symptoms.flatMap((event) => servicePorts[event.system] ?? []))
  const onService = (flow: FlowRecord): boolean => ports.has(flow.tuple.to.port) || ports.has(flow.tuple.from.port)
  if (ports.size > 0 && evidence.of('flow.observed').some((event) => onService(event.flow))) return all.filter(({ flow }) => onService(flow))
  return all
})

/** The connection whose death began the failure; undefined when the captures show none that died. */
export function failedConnection(evidence: Evidence): Death | undefined {
  return failedConnections(evidence)[0]
}

/** What a device or the path did, what an end did itself, what only followed. */
function order({ kind, reset }: Death): number {
  if (kind === 'cut-short') return 3
  if (kind === 'silent' || reset?.origin === 'device') return 0
  return reset?.origin === 'owner' ? 2 : 1
}

function tuplesOf(symptoms: readonly Event[]): readonly Tuple[] {
  return symptoms.flatMap((event) => (event.kind === 'connection.failed' && event.tuple !== undefined ? [event.tuple] : []))
}
