import type { Event, EventBase } from '../../model/index.ts'

/** A file server may be slow for a moment; the kernel repeats itself about one that stays silent. */
const fewestComplaints = 2

const recovered = /^(?:nfs: server|NFS\d? server) (\S{1,100}) (?:OK|ok|is alive again)$|(connection\d{1,6}:\d{1,6}) is operational after recovery/

/** File servers that the kernel complained of again and again and never called well again: nobody else may be left to tell of it. */
export class SilentMounts {
  readonly #silent = new Map<string, Event[]>()

  /** Passes the events of a line on, except complaints that only the end of the log can judge. */
  read(text: string, events: readonly Event[] | undefined, base: () => EventBase): readonly Event[] | undefined {
    const well = recovered
      .exec(text)
      ?.slice(1)
      .find((name) => name !== undefined)
    if (well !== undefined) {
      const repaired = this.#silent.get(well) ?? []
      this.#silent.delete(well)
      return repaired.length === 0 ? [] : [...repaired, { ...base(), kind: 'setting.seen', name: 'file server answers again', value: well }]
    }
    const [complaint] = events ?? []
    if (complaint?.kind !== 'mount.failed' || complaint.fileSystem === undefined) return events
    const server = complaint.path ?? complaint.fileSystem ?? ''
    const known = this.#silent.get(server) ?? []
    this.#silent.set(server, known)
    known.push(complaint)
    return []
  }

  end(): readonly Event[] {
    return [...this.#silent.values()].flatMap((complaints) =>
      complaints.map((event, index) => (index === 0 && complaints.length >= fewestComplaints ? { ...event, symptom: 'specific' as const } : event)),
    )
  }
}
