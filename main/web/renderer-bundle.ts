import { readFile, realpath } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

/** The only kinds of file that a bundle has; any other is not served. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

export interface BundleFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mediaType: string
}

/**
 * Reads a file of the built window by the path of its address, still percent-encoded; `/` is the page.
 * @returns null for what is not there, and for every path that leads or points out of `root`
 */
export async function readBundleFile(root: string, pathname: string): Promise<BundleFile | null> {
  const path = bundlePath(root, pathname)
  if (path === null) return null
  const mediaType = MEDIA_TYPES[extname(path).toLowerCase()]
  if (mediaType === undefined) return null
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(path)])
    if (!realFile.startsWith(realRoot + sep)) return null
    return { bytes: new Uint8Array(await readFile(realFile)), mediaType }
  } catch {
    // Absent, a folder, or not readable: to the asker all the same.
    return null
  }
}

/** The file's path, or null where the address is not one of a file inside `root`. */
export function bundlePath(root: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  // A second encoding, a drive or a stream (`:`), a backslash and NUL are in no name that the build writes.
  if (!decoded.startsWith('/') || /[\0\\%:]/.test(decoded)) return null
  if (decoded.split('/').some((part) => part === '..' || part === '.')) return null
  const base = normalize(root).replace(/[\\/]+$/, '')
  const path = normalize(join(base, decoded === '/' ? 'index.html' : decoded))
  return path.startsWith(base + sep) ? path : null
}
