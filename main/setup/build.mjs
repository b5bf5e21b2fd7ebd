import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { bundledNode } from './bundled-node.mjs'

/** @param {string} root folder of the project */
export function isBuilt(root) {
  return ['main/cli.js', 'main/engine.js', 'renderer/index.html'].every((path) =>
    existsSync(join(root, 'out', path)),
  )
}

/** @param {string} root folder of the project */
export function canBuild(root) {
  return existsSync(join(root, 'node_modules/electron-vite/bin/electron-vite.js'))
}

/**
 * Builds the program into out/. What the bundler prints is shown only where it fails.
 * @param {string} root folder of the project
 * @returns {{ ok: boolean, output: string }}
 */
export function build(root) {
  const node = bundledNode(root) ?? process.execPath
  const bundler = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const { status, stdout, stderr, error } = spawnSync(node, [bundler, 'build'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  return { ok: status === 0, output: error?.message ?? `${stdout}\n${stderr}` }
}
