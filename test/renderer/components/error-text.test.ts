import { expect, it } from 'vitest'
import { ERROR_CODES } from '#contract/errors.ts'
import { ERROR_TEXT } from '../../../renderer/components/error-text.ts'

it.each([...ERROR_CODES])('the error code %s has a title and says what can be done', (code) => {
  expect(ERROR_TEXT[code].title.length).toBeGreaterThan(3)
  expect(ERROR_TEXT[code].advice).toMatch(/\.$/)
})
