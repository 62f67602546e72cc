import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { failedFilters, filterName } from './failed-filters.ts'

const child = (quote: string) => failure('source.failed', { reason: 'archiver' }, { system: 'amanda', quote })

test("Amanda's client reports its filters as it does its archiver", () => {
  const compressor = child('sendbackup: error [compress (216) /usr/bin/gzip returned 1]')
  const archiver = child('sendbackup: error [dump (229) /bin/tar returned 2]')
  assert.deepEqual(failedFilters(evidenceOf(compressor, archiver)), [compressor])
  assert.equal(filterName(compressor), 'compression')
})

test("what Amanda passes on without a path, beside a filter that failed, is the filter's own word", () => {
  const words = failure(
    'source.failed',
    { reason: 'other', partial: true },
    { system: 'amanda', run: 'r', quote: 'web1 /srv lev 0 FAILED [seal: cannot read the key]' },
  )
  const sealed = failure('filter.failed', { filter: 'encryption' }, { system: 'amanda', run: 'r', quote: '? data encrypt: exited with status 1' })
  assert.deepEqual(failedFilters(evidenceOf(sealed, words)), [sealed, words])
  const file = failure('source.failed', { reason: 'permission', path: './key' }, { system: 'amanda', run: 'r' })
  const elsewhere = failure('source.failed', { reason: 'other' }, { system: 'amanda', run: 'other' })
  assert.deepEqual(failedFilters(evidenceOf(sealed, file, elsewhere)), [sealed])
})

test('a filter is called by its purpose, else by its program, else a filter', () => {
  assert.equal(filterName(failure('filter.failed', { filter: 'encryption' })), 'encryption')
  assert.equal(filterName(failure('filter.failed', {}, { quote: 'zstd: error 70 : Write error' })), 'zstd')
  assert.equal(filterName(child('encrypt (9) /usr/sbin/amcrypt returned 1')), 'encryption')
  assert.equal(filterName(undefined), 'filter')
})
