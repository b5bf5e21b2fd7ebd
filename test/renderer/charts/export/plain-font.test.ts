import { expect, it } from 'vitest'
import { plainFont } from '../../../../renderer/charts/export/plain-font.ts'

it('plainFont(computed) names families that other programs know, and keeps those of others', () => {
  expect(plainFont('"Inter Variable", system-ui, sans-serif')).toMatch(
    /^'Inter Variable', Inter, .*sans-serif$/,
  )
  expect(plainFont('"JetBrains Mono Variable", ui-monospace')).toMatch(
    /^'JetBrains Mono Variable', .*monospace$/,
  )
  expect(plainFont('"Some Face", serif')).toBe("'Some Face', serif")
})
