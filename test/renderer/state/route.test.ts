import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRoute, parseRoute, SCREENS } from '../../../renderer/state/route.ts'

describe('parseRoute(hash)', () => {
  it('reads the screen, the sample and the query', () => {
    expect(parseRoute('#/inspect/12?map=3&class=1')).toEqual({
      screen: 'inspect',
      sampleId: 12,
      query: { map: '3', class: '1' },
    })
  })

  it.each(['', '#', '#token=abc', '#/nowhere', '#/inspect', '#/inspect/0', '#/tiles/../x'])(
    'takes %j for no place in the window',
    (hash) => {
      expect(parseRoute(hash)).toBeNull()
    },
  )

  it('gives back what formatRoute wrote', () => {
    const query = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1 }))
    const screen = fc.constantFrom(...SCREENS)
    fc.assert(
      fc.property(screen, fc.integer({ min: 1, max: 1e9 }), query, (name, sampleId, asked) => {
        const {
          screen,
          sampleId: id,
          query,
        } = parseRoute(formatRoute({ screen: name, sampleId, query: asked }))!
        expect({ screen, id, query }).toEqual({ screen: name, id: sampleId, query: { ...asked } })
      }),
    )
  })
})
