import type { Event, EventOf, Evidence } from '../model/index.ts'

/**
 * Compressors, encryptors and the like that failed on the host that started them. Amanda's client reports its filters as it does
 * its archiver, by the name it gave the child: `compress (216) compress returned 1` (sendbackup.c).
 */
export function failedFilters(evidence: Evidence): readonly Event[] {
  const told = evidence.of('filter.failed').filter((event) => event.reported !== true)
  return [...told, ...evidence.of('source.failed').filter((event) => isAmandaFilter(event) || isFiltersWord(event, evidence))]
}

/**
 * Amanda passes on what its filter printed in the same words as what its archiver printed. Without a path, beside a filter of the same dump
 * that failed, it is the filter's: an archiver names the file that it could not read.
 */
export function isFiltersWord(event: EventOf<'source.failed'>, evidence: Evidence): boolean {
  const nameless = event.system === 'amanda' && event.path === undefined && (event.reason === 'other' || event.reason === 'permission')
  return nameless && evidence.of('filter.failed').some(({ system, symptom, run }) => system === 'amanda' && symptom !== undefined && run === event.run)
}

/** Whether a reading error is in truth the end of a filter behind the archiver. */
export function isAmandaFilter({ system, quote }: Event): boolean {
  return system === 'amanda' && filterChild.test(quote)
}

/** What a filter is for, from what its failure says; `filter` where it does not say. */
export function filterName(event: Event | undefined): string {
  if (event?.kind === 'filter.failed' && event.filter !== undefined) return event.filter
  const quote = event?.quote ?? ''
  if (filterChild.test(quote)) return /encrypt \(/.test(quote) ? 'encryption' : 'compression'
  return /\b(compression|encryption|gzip|pigz|zstd|xz|bzip2|lz4|gpg|openssl|mbuffer|tee|ssh)\b/i.exec(quote)?.[1] ?? 'filter'
}

const filterChild = /\b(?:compress|encrypt) \(\d{1,8}\) \S{1,200} (?:returned \d|got signal)/
