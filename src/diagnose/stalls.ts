import { duration, type Event, type EventOf, extentOf, type Incident, type Moment, type Notice, type Run, type Timeline } from '../model/index.ts'

type Span = Pick<Run, 'start' | 'end'>

/** What readers call it when a file server that had been silent answers again. */
const wellAgain = 'file server answers again'

/** File servers that fell silent for a while, and nothing failed of it: a finished run is no failure, but what stood still is worth a word. */
export function stallNotices(events: readonly Event[], incidents: readonly Incident[], runs: readonly Span[], timeline: Timeline): readonly Notice[] {
  if (runs.length === 0) return []
  const quoted = new Set(
    incidents.flatMap(({ findings, symptoms }) => [...findings.flatMap(({ evidence }) => evidence), ...symptoms].map(({ at }) => JSON.stringify(at))),
  )
  const stalls = events.filter((event) => event.kind === 'mount.failed').filter((event) => isStall(event) && mayFallInto(runs, event.when, timeline))
  if (stalls.some(({ at }) => quoted.has(JSON.stringify(at)))) return []
  const byServer = Map.groupBy(stalls, ({ path }) => path)
  return [...byServer].flatMap(([server, told]): Notice[] => {
    const [first] = told
    if (first === undefined) return []
    const name = server === undefined ? 'A file server' : `The file server ${server}`
    return [
      {
        id: 'file-server-silent',
        text: `${name} ${silence(told, events, timeline)}: whatever used it stood still meanwhile${incidents.length === 0 ? ', and no run failed of it' : '; no failure here is put down to it'}.`,
        at: first.at,
      },
    ]
  })
}

/** Context alone: a complaint that is a symptom has an incident of its own. */
function isStall({ symptom, reported, fileSystem }: EventOf<'mount.failed'>): boolean {
  return symptom === undefined && reported !== true && fileSystem !== undefined
}

/** Not known to lie outside of every run. */
function mayFallInto(runs: readonly Span[], when: Moment | undefined, timeline: Timeline): boolean {
  return runs.some(({ start, end }) => {
    const [since, until] = [timeline.gap(start, when), timeline.gap(when, end)]
    return (since === undefined || since.us + since.uncertaintyUs >= 0) && (until === undefined || until.us + until.uncertaintyUs >= 0)
  })
}

/** How often, and for how long at most, as far as the log says when it answered again. */
function silence(told: readonly EventOf<'mount.failed'>[], events: readonly Event[], timeline: Timeline): string {
  const [first] = told
  const again = events.filter((event) => event.kind === 'setting.seen' && event.name === wellAgain && event.value === (first?.path ?? first?.fileSystem))
  const lengths = told.flatMap(({ when }) => {
    const gaps = again.map((event) => timeline.gap(when, event.when)?.us).filter((us) => us !== undefined && us >= 0)
    return gaps.length === 0 ? [] : [extentOf(gaps.map((us) => us ?? 0)).least]
  })
  const times = told.length === 1 ? '' : ` ${told.length} times`
  if (lengths.length === 0) return `did not answer${times}${again.length === 0 ? ', and no line says when it did again' : ' for a while'}`
  return `did not answer${times}${times === '' ? '' : ','} for ${duration(extentOf(lengths).most)}${lengths.length > 1 ? ' at the longest' : ''}`
}
