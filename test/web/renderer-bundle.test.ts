import { resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { bundlePath, readBundleFile } from '../../main/web/renderer-bundle.ts'
import { makeBundle, TRAVERSALS } from './bundle-fixture.ts'

const bundle = makeBundle()
afterAll(bundle.remove)

describe('readBundleFile(root, pathname)', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/assets/index-1.js', 'text/javascript; charset=utf-8'],
    ['/assets/inter.woff2', 'font/woff2'],
    ['/%69ndex.html', 'text/html; charset=utf-8'],
  ])('gives %s as %s', async (pathname, mediaType) => {
    expect((await readBundleFile(bundle.root, pathname))?.mediaType).toBe(mediaType)
  })

  it.each(TRAVERSALS)('gives nothing for %s', async (pathname) => {
    expect(await readBundleFile(bundle.root, pathname)).toBeNull()
  })
})

describe('bundlePath(root, pathname)', () => {
  it('is inside the root, or null, whatever the path is made of', () => {
    const piece = fc.constantFrom('..', '.', '/', '%2e', '%2f', '%5c', '\\', '%00', '%', 'a', ':', '%25', '~')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = bundlePath('/bundle/root', `/${pieces.join('')}`)
        expect(path === null || `${resolve(path)}/`.startsWith('/bundle/root/')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
