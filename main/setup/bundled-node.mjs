import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/**
 * The Node that the npm package `node` brought, or null.
 * @param {string} root folder of the project
 */
export function bundledNode(root) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = join(root, 'node_modules/node/bin', name)
  return existsSync(path) ? path : null
}
