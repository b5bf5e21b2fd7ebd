import { expect, it } from 'vitest'
import { toCsv } from '../../../../renderer/charts/export/chart-csv.ts'

it('toCsv(table) quotes what RFC 4180 says must be quoted, and ends each row with CRLF', () => {
  const table = { columns: ['class', 'say "x"'], rows: [['a,b', 'two\nlines'], [' edge', 'plain']] } // prettier-ignore
  expect(toCsv(table)).toBe('class,"say ""x"""\r\n"a,b","two\nlines"\r\n" edge",plain\r\n')
})

it('toCsv(table) writes numbers in full with a decimal point, and nothing where there is no value', () => {
  const rows = [[0.1 + 0.2, 1e-7, -0, null, Number.NaN, 1234567.5]]
  expect(toCsv({ columns: [], rows })).toBe('\r\n0.30000000000000004,1e-7,0,,,1234567.5\r\n')
})
