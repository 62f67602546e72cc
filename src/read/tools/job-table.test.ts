import { testTold } from '../../../test/support/line-tables.ts'
import { bacula } from './bacula.ts'

const head = '+-------+------+---------------------+------+-----------+\n| jobid | name | starttime           | type | jobstatus |\n'
const row = (id: number, name: string, status: string) => `| ${id} | ${name} | 2026-11-21 05:40:12 | B    | ${status}         |\n`

testTold(
  [bacula],
  [
    [`${head}${row(1, 'web', 'T')}`, ['run.ended outcome=completed text=status T']],
    [`${head}${row(1, 'web', 'f')}`, ['run.ended outcome=failed text=status f specific']],
    [`${head}${row(1, 'web', 'f')}${row(2, 'web', 'T')}`, ['run.ended outcome=failed text=status f', 'run.ended outcome=completed text=status T']],
    [`${head}${row(1, 'web', 'f')}${row(2, 'db', 'T')}`, ['run.ended outcome=failed text=status f specific', 'run.ended outcome=completed text=status T']],
    [`${head}${row(1, 'web', 'R')}`, []],
    ['| price | status |\n| 12 | f |\n', undefined],
    ['07-Jun-2026 08:27:19.936275 bk-sd (50): stored/askdir.cc:375-66633 <dird 1000 OK CreateJobMedia', []],
  ],
)
