import { expect, it } from 'vitest'
import { classLabel, shortLabel, supportText } from '../../../renderer/components/class-label.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEnd,
  formatFraction,
  formatPercent,
  formatQuantity,
  formatValue,
  writeNumbersAs,
} from '../../../renderer/components/format.ts'

it('formatFraction(value) writes three digits, and a dash for what is not defined', () => {
  expect([0.83467742, null, Number.NaN].map((value) => formatFraction(value))).toEqual(['0.835', '–', '–'])
})

it('formatPercent(share) writes one digit after the mark at most', () => {
  expect([0, 0.1, 0.1234, 1].map(formatPercent)).toEqual(['0 %', '10 %', '12.3 %', '100 %'])
})

it('formatValue(value, signed) keeps four significant digits and shows the sign of signed maps', () => {
  expect([
    formatValue(0.73149),
    formatValue(-0.0213),
    formatValue(0.0043, true),
    formatValue(0, true),
  ]).toEqual(['0.7315', '−0.0213', '+0.0043', '0'])
  expect(formatValue(0.0000123)).toBe('1.23e-5')
})

it('formatEnd(value, range) writes what is nothing beside the other end as 0', () => {
  const range = { low: 3.98e-43, high: 2.964 }
  expect([formatEnd(range.low, range), formatEnd(range.high, range)]).toEqual(['0', '2.964'])
})

it('formatDuration(ms) changes its unit with the size', () => {
  expect([12.4, 1500, 42_000, 19 * 60_000, 5_400_000].map(formatDuration)).toEqual([
    '12 ms',
    '1.5 s',
    '42 s',
    '19 min',
    '1 h 30 min',
  ])
})

it('formatCount, formatQuantity and formatBytes write amounts with their unit', () => {
  expect([formatCount(100_000), formatQuantity(1, 'tile'), formatQuantity(496, 'tile')]).toEqual([
    '100 000',
    '1 tile',
    '496 tiles',
  ])
  expect([512, 9_400_000, 214_000_000].map(formatBytes)).toEqual(['512 B', '9.4 MB', '214 MB'])
})

it('classLabel(name) takes the ordinal and the shouting off a folder’s name, and nothing else', () => {
  expect(['01_TUMOR', 'Stroma', '3', '07 high_grade', 'GBM'].map(classLabel)).toEqual([
    'Tumor',
    'Stroma',
    '3',
    'high grade',
    'Gbm',
  ])
  expect(shortLabel('03_COMPLEX')).toBe('Com')
})

it('supportText(supports) says how many samples each figure stands on', () => {
  expect([supportText([62, 62]), supportText([40, 62, 51]), supportText([])]).toEqual([
    'n = 62 each',
    'n = 40 to 62',
    '',
  ])
})

it('writeNumbersAs(format) changes mark and digits of every number, and not the separator of thousands', () => {
  writeNumbersAs({ decimalMark: 'comma', fractionDigits: 2 })
  try {
    expect([
      formatFraction(0.83467742),
      formatFraction(-0.5, 4),
      formatValue(-0.73149, true),
      formatValue(0.0000123),
      formatBytes(15_300_000),
      formatDuration(1500),
      formatCount(100_000),
    ]).toEqual(['0,83', '−0,5000', '−0,731', '1,2e-5', '15,3 MB', '1,5 s', '100 000'])
  } finally {
    writeNumbersAs({ decimalMark: 'point', fractionDigits: 3 })
  }
})
