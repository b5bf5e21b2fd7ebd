import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A built window in miniature, beside a secret that no address may reach. */
export function makeBundle(): { root: string; remove: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'eosin-bundle-'))
  const root = join(parent, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  mkdirSync(join(parent, 'renderer-secret'))
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Eosin</title>')
  writeFileSync(join(root, 'assets', 'index-1.js'), 'export {}')
  writeFileSync(join(root, 'assets', 'index-1.js.map'), 'secret: sources')
  writeFileSync(join(root, 'assets', 'inter.woff2'), 'font')
  writeFileSync(join(parent, 'secret.json'), 'secret: beside')
  writeFileSync(join(parent, 'renderer-secret', 'secret.json'), 'secret: with the same beginning')
  symlinkSync(join(parent, 'secret.json'), join(root, 'linked.json'))
  return {
    root,
    remove: () => {
      rmSync(parent, { recursive: true })
    },
  }
}

/** Paths that lead, or seem to lead, out of the bundle; as they stand in a request line. */
export const TRAVERSALS = [
  '/../secret.json',
  '/../../secret.json',
  '/assets/../../secret.json',
  '/..%2fsecret.json',
  '/..%2Fsecret.json',
  '/%2e%2e/secret.json',
  '/%2e%2e%2fsecret.json',
  '/%2E%2E%2Fsecret.json',
  '/.%2e/secret.json',
  '/assets/..%2f..%2fsecret.json',
  '/..%5csecret.json',
  '/..\\secret.json',
  '/assets%5c..%5c..%5csecret.json',
  '/%252e%252e%252fsecret.json',
  '/..%252fsecret.json',
  '/..%c0%afsecret.json',
  '/%c0%ae%c0%ae/secret.json',
  '/secret.json%00.html',
  '/index.html%00',
  '/assets/index-1.js%00.png',
  '//secret.json',
  '///etc/passwd',
  '//etc/passwd',
  '/%2fetc%2fpasswd',
  '/C:/windows/win.ini',
  '/c:%5cwindows%5cwin.ini',
  '/file:///etc/passwd',
  '/..%2frenderer-secret%2fsecret.json',
  '/../renderer-secret/secret.json',
  '/linked.json',
  '/assets/index-1.js.map',
  '/assets',
  '/assets/',
  '/%',
  '/%zz',
  '/%ff',
  '/index.html::$DATA',
  '/....//secret.json',
  '/..;/secret.json',
]
